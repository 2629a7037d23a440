// The days on which the New York Stock Exchange trades, by its rules for weekends and holidays.
//
// A day on which it closes for another reason is taken for a trading day: what was due on it is made up for on the next one.

const DAY_MS = 86_400_000;

/** Says whether the exchange trades on a day ("2026-03-02"). */
export function isExchangeDay(day: string): boolean {
  const weekday = weekdayOf(day);
  return weekday !== SUNDAY && weekday !== SATURDAY && !isHoliday(day, weekday);
}

/** Returns the days from `first` up to `last` on which the exchange trades. */
export function exchangeDays(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) if (isExchangeDay(day)) days.push(day);
  return days;
}

const [SUNDAY, MONDAY, THURSDAY, FRIDAY, SATURDAY] = [0, 1, 4, 5, 6];

function weekdayOf(day: string): number {
  return new Date(day).getUTCDay();
}

/** The day that is `days` later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

function isHoliday(day: string, weekday: number): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map((part) => Number.parseInt(part, 10));
  const week = Math.ceil(date / 7);
  const isLastMonday = weekday === MONDAY && date > 24;
  if (month === 1 && weekday === MONDAY && week === 3) return true;
  if (month === 2 && weekday === MONDAY && week === 3) return true;
  if (month === 5 && isLastMonday) return true;
  if (month === 9 && weekday === MONDAY && week === 1) return true;
  if (month === 11 && weekday === THURSDAY && week === 4) return true;
  if (weekday === FRIDAY && (month === 3 || month === 4) && day === goodFriday(year)) return true;
  return isFixedHoliday(day, weekday, year);
}

/** One on a Sunday is kept on Monday, and one on a Saturday on Friday, except the new year: that Friday ends a year. */
function isFixedHoliday(day: string, weekday: number, year: number): boolean {
  const dates = ['07-04', '12-25', ...(year >= 2022 ? ['06-19'] : [])];
  const kept = (date: string) => dates.includes(date.slice(5));
  if (kept(day) || day.endsWith('-01-01')) return true;
  if (weekday === FRIDAY) return kept(dayAfter(day, 1));
  return weekday === MONDAY && (kept(dayAfter(day, -1)) || dayAfter(day, -1).endsWith('-01-01'));
}

/** Two days before Easter, which follows the Gregorian computus. */
function goodFriday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const shift = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - shift + 15) % 30;
  const moon = epact - Math.floor((epact + Math.floor(golden / 11)) / 29);
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  return dayAfter(`${`${year}`.padStart(4, '0')}-03-28`, moon - weekday - 2);
}
