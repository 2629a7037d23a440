// A split changes what a share is worth. Until the market's price has followed, nothing is traded in its symbol.

import { type Decimal, decimal } from './money';
import type { TickerSymbol } from './portfolio';
import { msBetween } from './time';

/** Shares become `low` to `high` times as many: of whole shares nobody knows it exactly. `priceBefore` is USD a share. Times are ISO. */
export interface CorporateAction {
  symbol: TickerSymbol;
  since: string;
  priceBefore: string;
  low: string;
  high: string;
}

/** After that the price is judged like any other. */
const LASTS_MS = 3 * 24 * 60 * 60_000;
/** How far the market may move meanwhile: to this many times its price, or to this part of it. */
const MOVES = decimal('1.25');

/** Says why a price may not be traded on yet, or undefined when it has followed the action. */
export function unfollowedAction({ priceBefore, low, high }: CorporateAction, price: string): string | undefined {
  const ratio = decimal(priceBefore).div(decimal(price));
  const [least, most] = [decimal(low).div(MOVES), decimal(high).times(MOVES)];
  if (ratio.greaterThanOrEqualTo(least) && ratio.lessThanOrEqualTo(most)) return undefined;
  const times = low === high ? `${low} times` : `${low} to ${high} times`;
  return `the shares became ${times} as many, and the price is $${price} after $${priceBefore}`;
}

export function isUnderWay({ since }: CorporateAction, at: string): boolean {
  return msBetween(since, at) < LASTS_MS;
}

/** Returns what a second holder's shares say of the same action. Two that contradict each other are two: the first one stays. */
export function narrowed(before: CorporateAction | undefined, seen: CorporateAction): CorporateAction {
  if (before === undefined || !isUnderWay(before, seen.since)) return seen;
  const low = larger(before.low, seen.low);
  const high = smaller(before.high, seen.high);
  return decimal(low).greaterThan(decimal(high)) ? before : { ...before, low, high };
}

/** By how much shares became more or fewer. A fraction may have been paid for: then there was up to one share more. */
export function ratioOf(before: Decimal, after: Decimal): Pick<CorporateAction, 'low' | 'high'> {
  const isWhole = after.isInteger() && after.lessThan(before);
  return { low: shown(after.div(before)), high: shown((isWhole ? after.plus(1) : after).div(before)) };
}

function shown(ratio: Decimal): string {
  return ratio.toSignificantDigits(9).toFixed();
}

function larger(one: string, other: string): string {
  return decimal(one).greaterThan(decimal(other)) ? one : other;
}

function smaller(one: string, other: string): string {
  return decimal(one).lessThan(decimal(other)) ? one : other;
}
