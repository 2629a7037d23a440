// What sells brought that has not settled yet.

import { type Decimal, halfEvenToCents, sum } from '../../domain/money';
import { dateInNewYork, nextDay, sessionsBetween } from './exchange-calendar';
import type { SimulatedAccount } from './state';

/** From midnight to half past nine. */
const OPENS_AFTER_MS = 9.5 * 60 * 60_000;

/** USD. A sell settles on the session after the one of its day: unsettled is what was sold since the day of the last session began. */
export function unsettledOf({ fills }: SimulatedAccount, at: number): Decimal {
  const since = settlesSince(at);
  const later: Decimal[] = [];
  for (let index = fills.length - 1; index >= 0; index -= 1) {
    const fill = fills[index];
    if (fill === undefined || fill.at < since) break;
    if (fill.order.side === 'SELL') later.push(halfEvenToCents(fill.quantity.times(fill.price)));
  }
  return sum(later);
}

/** Midnight in New York of the last day of trading up to this one. */
function settlesSince(at: number): number {
  const date = dateInNewYork(at);
  let since = KNOWN.get(date);
  if (since === undefined) {
    const [last] = sessionsBetween(nextDay(date, -LONGEST_PAUSE_DAYS), date).reverse();
    since = (last?.opensAt ?? at) - OPENS_AFTER_MS;
    KNOWN.set(date, since);
  }
  return since;
}

/** Between two sessions: the exchanges were never closed longer than from a Tuesday to a Monday. */
const LONGEST_PAUSE_DAYS = 10;
const KNOWN = new Map<string, number>();
