// The days on which the New York exchanges trade, by the rules of today.
//
// C1. A holiday on a Sunday is kept on Monday, and one on a Saturday on Friday; New Year's Day on a Saturday is not kept.
// C2. The day ends at 13:00 on 3 July, on the day after Thanksgiving and on 24 December, when the exchange trades on them.
// C3. Nothing announces a day of mourning: those that were are in a list.

const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
const MINUTE_MS = 60_000;
const OPENS_MINUTE = 9 * 60 + 30;
const CLOSES_MINUTE = 16 * 60;
const CLOSES_EARLY_MINUTE = 13 * 60;
const DAYS_OF_MOURNING = new Set(['2004-06-11', '2007-01-02', '2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09']);

/** One day of trading. Times are milliseconds since 1970. */
export interface Session {
  /** In New York: "2026-11-27". */
  date: string;
  opensAt: number;
  closesAt: number;
}

/** Returns the session of a date, or undefined when the exchanges are closed all day. */
function sessionOn(date: string): Session | undefined {
  const known = KNOWN.get(date);
  if (known !== undefined) return known ?? undefined;
  const session = isTradingDay(date) ? newSession(date) : undefined;
  KNOWN.set(date, session ?? null);
  return session;
}

/** From the first date to the last one, both included. */
export function sessionsBetween(first: string, last: string): Session[] {
  const sessions: Session[] = [];
  for (let date = first; date <= last; date = nextDay(date)) {
    const session = sessionOn(date);
    if (session !== undefined) sessions.push(session);
  }
  return sessions;
}

/** The first session that opens after `at`. */
export function sessionAfter(at: number): Session {
  for (let date = dateInNewYork(at); ; date = nextDay(date)) {
    const session = sessionOn(date);
    if (session !== undefined && session.opensAt > at) return session;
  }
}

/** The last session that opened at or before `at`. */
export function sessionBefore(at: number): Session {
  for (let date = dateInNewYork(at); ; date = nextDay(date, -1)) {
    const session = sessionOn(date);
    if (session !== undefined && session.opensAt <= at) return session;
  }
}

/** The date in New York, "2026-11-27". */
export function dateInNewYork(at: number): string {
  return new Date(at - offsetMs(at)).toISOString().slice(0, 10);
}

/** New York's local time with its offset, to the millisecond: "2026-11-27T09:30:00.000-05:00". */
export function timeInNewYork(at: number): string {
  const offset = offsetMs(at);
  return new Date(at - offset).toISOString().replace('Z', `-0${offset / HOUR_MS}:00`);
}

/** "09:30" in New York. */
export function hourInNewYork(at: number): string {
  return new Date(at - offsetMs(at)).toISOString().slice(11, 16);
}

const KNOWN = new Map<string, Session | null>();

function isTradingDay(date: string): boolean {
  const weekday = weekdayOf(date);
  return weekday !== 0 && weekday !== 6 && !DAYS_OF_MOURNING.has(date) && !isHoliday(date);
}

function newSession(date: string): Session {
  const midnight = Date.parse(`${date}T00:00:00Z`) + offsetMs(Date.parse(`${date}T12:00:00Z`));
  const closes = endsEarly(date) ? CLOSES_EARLY_MINUTE : CLOSES_MINUTE;
  return { date, opensAt: midnight + OPENS_MINUTE * MINUTE_MS, closesAt: midnight + closes * MINUTE_MS };
}

function isHoliday(date: string): boolean {
  const year = Number.parseInt(date.slice(0, 4), 10);
  return holidaysOf(year).has(date);
}

function holidaysOf(year: number): Set<string> {
  const known = HOLIDAYS.get(year);
  if (known !== undefined) return known;
  const holidays = new Set([
    ...(weekdayOf(`${year}-01-01`) === 6 ? [] : [kept(`${year}-01-01`)]),
    nthWeekday(year, 1, 1, 3),
    nthWeekday(year, 2, 1, 3),
    nextDay(easterOf(year), -2),
    lastMondayOfMay(year),
    ...(year < 2022 ? [] : [kept(`${year}-06-19`)]),
    kept(`${year}-07-04`),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    kept(`${year}-12-25`),
  ]);
  HOLIDAYS.set(year, holidays);
  return holidays;
}

const HOLIDAYS = new Map<number, Set<string>>();

/** C1. */
function kept(date: string): string {
  const weekday = weekdayOf(date);
  if (weekday === 0) return nextDay(date);
  return weekday === 6 ? nextDay(date, -1) : date;
}

/** C2. */
function endsEarly(date: string): boolean {
  const year = Number.parseInt(date.slice(0, 4), 10);
  return date === `${year}-07-03` || date === `${year}-12-24` || date === nextDay(nthWeekday(year, 11, 4, 4));
}

/** The `nth` of a weekday in a month; Sunday is 0. */
function nthWeekday(year: number, month: number, weekday: number, nth: number): string {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  return nextDay(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1));
}

function lastMondayOfMay(year: number): string {
  const last = `${year}-05-31`;
  return nextDay(last, -((weekdayOf(last) + 6) % 7));
}

/** Of the Gregorian calendar, by the algorithm that Meeus, Jones and Butcher published. */
function easterOf(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const leaps = Math.floor(century / 4);
  const moon =
    (19 * golden + century - leaps - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const week = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - moon - (ofCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * moon + 22 * week) / 451);
  const days = moon + week - 7 * shift + 114;
  const [month, day] = [Math.floor(days / 31), (days % 31) + 1];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** So many days later, or earlier. */
export function nextDay(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How far New York is behind UTC: four hours from the second Sunday of March to the first one of November, at 2 o'clock. */
function offsetMs(at: number): number {
  const year = new Date(at).getUTCFullYear();
  let summer = SUMMERS.get(year);
  if (summer === undefined) {
    const begins = Date.parse(`${nthWeekday(year, 3, 0, 2)}T07:00:00Z`);
    summer = { begins, ends: Date.parse(`${nthWeekday(year, 11, 0, 1)}T06:00:00Z`) };
    SUMMERS.set(year, summer);
  }
  return (at >= summer.begins && at < summer.ends ? 4 : 5) * HOUR_MS;
}

const SUMMERS = new Map<number, { begins: number; ends: number }>();
