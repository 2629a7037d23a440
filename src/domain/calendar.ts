// When a portfolio is looked at by the calendar, whatever its drift is.
//
// N1. What counts is the last day of the calendar that has come, not the tick of that day: a look that was missed is made up for once.
// N2. A look is done when a batch has brought the portfolio to its targets, or when there was nothing to trade. What a batch could not do
//     at once (`maxTurnover`, no money to undo it) is done by the next ones, and a batch that was rolled back does not count.

import { dayAfter, exchangeDays } from './exchange-days';
import type { Policy } from './policy';
import type { Portfolio } from './portfolio';
import { tradingDayOf } from './trading-day';

export type CalendarPolicy = Pick<Policy, 'calendar' | 'calendarDay'>;

/** What of a portfolio says whether its look is due. */
export type OnCalendar = Pick<Portfolio, 'calendarDoneOn'> & { policy: CalendarPolicy };

/** Returns the day of the calendar ("2026-03-02") whose look is due at a time of the market (ISO), or undefined. */
export function calendarDue({ policy, calendarDoneOn }: OnCalendar, marketTime: string): string | undefined {
  if (policy.calendar === 'never') return undefined;
  const last = lastCalendarDay(policy, tradingDayOf(marketTime));
  return calendarDoneOn === null || calendarDoneOn < last ? last : undefined;
}

/** Returns the last day of a calendar that is not after `today`. */
export function lastCalendarDay({ calendar, calendarDay }: CalendarPolicy, today: string): string {
  const first = periodOf(today, MONTHS[calendar === 'never' ? 'monthly' : calendar]);
  const day = nthDay(first, calendarDay);
  return day <= today ? day : nthDay(periodOf(dayAfter(first.from, -1), first.months), calendarDay);
}

const MONTHS = { monthly: 1, quarterly: 3, yearly: 12 } as const;

/** `from` and `to` are its first and last day. */
interface PeriodOfTime {
  from: string;
  to: string;
  months: number;
}

/** The period of `months` months that a day is in. */
function periodOf(day: string, months: number): PeriodOfTime {
  const [year = 0, month = 1] = day.split('-').map((part) => Number.parseInt(part, 10));
  const first = Math.floor((month - 1) / months) * months + 1;
  const next = first + months;
  const to = dayAfter(next > 12 ? dayText(year + 1, 1) : dayText(year, next), -1);
  return { from: dayText(year, first), to, months };
}

function dayText(year: number, month: number): string {
  return `${year}-${`${month}`.padStart(2, '0')}-01`;
}

/** The n-th trading day of a period, or its last one when it has fewer. */
function nthDay({ from, to }: PeriodOfTime, n: number): string {
  const days = DAYS.get(`${from} ${to}`) ?? exchangeDays(from, to);
  DAYS.set(`${from} ${to}`, days);
  return days[n - 1] ?? days.at(-1) ?? to;
}

/** The trading days of a period never change, and those of a year take milliseconds to find. */
const DAYS = new Map<string, string[]>();
