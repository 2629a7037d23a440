// Drift that no plan can fix as things are: whole shares, orders that are too small, what the broker does not trade.
//
// Asking again at once only costs: the answer would be the same. So it waits until what it was decided on has changed: the portfolio's
// row (holdings, cash, targets, policy), a price by more than a step, or, where the broker is in the way, an hour.

import type { RefusalCode } from './causes';
import { decimal, HUNDRED } from './money';

const HOUR_MS = 3_600_000;

/** How long a refusal stays the answer while nothing changes: milliseconds. */
const STANDS_MS: Partial<Record<RefusalCode, number>> = {
  UNFIXABLE_DRIFT: Number.POSITIVE_INFINITY,
  NOTHING_TRADABLE: Number.POSITIVE_INFINITY,
  CASH_NOT_THERE: Number.POSITIVE_INFINITY,
  // Its batches get a day older once a day.
  TURNOVER_REACHED: HOUR_MS,
  // The broker does not say when it trades a symbol again, or opens an account.
  ORDER_UNTRADABLE: HOUR_MS,
};

/** Percent by which a price moves before drift that could not be fixed may be another. */
const PRICE_STEP_PERCENT = decimal('1');

/** What was known when a portfolio was asked. Prices are USD per share, of the same symbols in the same order each time. */
export interface Asked {
  prices: readonly string[];
  agoMs: number;
}

/** True while asking again would get the same refusal: the row is the same, and so are the prices, give or take a step. */
export function standsStill(code: RefusalCode, { prices: before, agoMs }: Asked, now: readonly string[]): boolean {
  if (agoMs >= (STANDS_MS[code] ?? 0)) return false;
  return before.length === now.length && before.every((price, index) => !isStep(price, now[index] ?? price));
}

function isStep(before: string, now: string): boolean {
  if (before === now) return false;
  const moved = decimal(now).minus(decimal(before)).abs().times(HUNDRED);
  return moved.greaterThan(decimal(before).times(PRICE_STEP_PERCENT));
}
