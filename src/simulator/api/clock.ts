// The market's clock and calendar.

import {
  hourInNewYork,
  type Session,
  sessionAfter,
  sessionBefore,
  sessionsBetween,
  timeInNewYork,
} from '../engine/exchange-calendar';
import { iso, type SimulatorState } from '../engine/state';
import { ok, type Reply } from './reply';

const DAY_MS = 24 * 60 * 60_000;
/** Alpaca's calendar ends there; before the beginning the exchanges' rules were others. */
const [FIRST_DAY, LAST_DAY] = ['2000-01-01', '2029-12-31'];

export function showClock(state: SimulatorState, at: number): Reply {
  const { clock, settings } = state;
  clock.shownAt = at;
  if (settings.hours === 'exchange') {
    const [current, next] = [sessionBefore(at), sessionAfter(at)];
    return ok({
      timestamp: timeInNewYork(at),
      is_open: clock.isOpen,
      next_open: timeInNewYork(next.opensAt),
      next_close: timeInNewYork(current.closesAt > at ? current.closesAt : next.closesAt),
    });
  }
  return ok({
    timestamp: iso(at),
    is_open: clock.isOpen,
    next_open: iso(at + DAY_MS),
    next_close: clock.nextClose ?? iso(at + 2 * DAY_MS - ((at - clock.openedAt) % DAY_MS)),
  });
}

/** The days from `start` to `end` on which the market opens. */
export function showCalendar(state: SimulatorState, query: URLSearchParams): Reply {
  if (state.settings.hours === 'exchange') {
    const [start, end] = [dayOf(query.get('start')) ?? FIRST_DAY, dayOf(query.get('end')) ?? LAST_DAY];
    return ok(sessionsBetween(start < FIRST_DAY ? FIRST_DAY : start, end > LAST_DAY ? LAST_DAY : end).map(dayView));
  }
  return ok(theOneSession(state.clock, query));
}

function dayView({ date, opensAt, closesAt }: Session) {
  return {
    date,
    open: hourInNewYork(opensAt),
    close: hourInNewYork(closesAt),
    session_open: '0400',
    session_close: hourInNewYork(closesAt) === '13:00' ? '1700' : '2000',
    settlement_date: sessionAfter(opensAt).date,
  };
}

/** A day, or the day of a time. */
function dayOf(text: string | null): string | undefined {
  return text === null || Number.isNaN(Date.parse(text)) ? undefined : text.slice(0, 10);
}

/** The one session that somebody opened, on the day on which that was; a market that was always open has no opening. */
function theOneSession({ isOpen, openedAt, nextClose }: SimulatorState['clock'], query: URLSearchParams) {
  const [date, open] = [iso(openedAt).slice(0, 10), iso(openedAt).slice(11, 16)];
  const isAsked = isOpen && (query.get('start') ?? '') <= date && date <= (query.get('end') ?? '9999');
  const close = (nextClose ?? iso(openedAt)).slice(11, 16);
  const day = { date, open, close, session_open: open.replace(':', ''), session_close: close.replace(':', '') };
  return isAsked ? [{ ...day, settlement_date: date }] : [];
}
