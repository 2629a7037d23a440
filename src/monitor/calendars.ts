import { type CalendarPolicy, lastCalendarDay, type OnCalendar } from '../domain/calendar';
import { tradingDayOf } from '../domain/trading-day';

/** Which portfolios are to be looked at because a day of their calendar has come. */
export interface Calendars {
  put(slot: number, portfolio: OnCalendar): void;
  remove(slot: number): void;
  isDue(slot: number): boolean;
  /** In no order. */
  due(): ReadonlySet<number>;
}

/**
 * `now` is milliseconds since 1970. Who is due is found again each hour, so that a day is met within an hour of its beginning, long before
 * the exchange opens.
 */
export function createCalendars(now: () => number): Calendars {
  const kept = new Map<number, OnCalendar>();
  const due = new Set<number>();
  /** Few policies differ in this: each is kept once, with the last day of its calendar. */
  const policies = new Map<string, { policy: CalendarPolicy; last: string }>();
  let hour = Number.NaN;
  const known = (policy: CalendarPolicy) => {
    const key = `${policy.calendar} ${policy.calendarDay}`;
    const before = policies.get(key);
    if (before !== undefined) return before;
    const { calendar, calendarDay } = policy;
    const last = lastCalendarDay(policy, tradingDayOf(new Date(now()).toISOString()));
    const one = { policy: { calendar, calendarDay }, last };
    policies.set(key, one);
    return one;
  };
  const judge = (slot: number, { policy, calendarDoneOn }: OnCalendar) => {
    if (calendarDoneOn !== null && calendarDoneOn >= known(policy).last) due.delete(slot);
    else due.add(slot);
  };
  const refresh = () => {
    const present = Math.floor(now() / HOUR_MS);
    if (present === hour) return;
    hour = present;
    policies.clear();
    for (const [slot, portfolio] of kept) judge(slot, portfolio);
  };
  const remove = (slot: number) => {
    kept.delete(slot);
    due.delete(slot);
  };
  return {
    put: (slot, { policy, calendarDoneOn }) => {
      if (policy.calendar === 'never') return remove(slot);
      refresh();
      const portfolio = { policy: known(policy).policy, calendarDoneOn };
      kept.set(slot, portfolio);
      judge(slot, portfolio);
    },
    remove,
    isDue: (slot) => {
      refresh();
      return due.has(slot);
    },
    due: () => {
      refresh();
      return due;
    },
  };
}

const HOUR_MS = 3_600_000;
