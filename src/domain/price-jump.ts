// A price that jumped since it was last known to be good is not traded on before somebody has looked: a split that the books do
// not know of yet, a wrong print, or news.

import { type CorporateAction, isUnderWay, unfollowedAction } from './corporate-action';
import { type Decimal, decimal, HUNDRED, showPercent } from './money';
import { type Lately, rangeAt } from './price-window';

/** New shares for old ones. */
const SPLITS = [
  [2, 1],
  [3, 1],
  [3, 2],
  [4, 1],
  [5, 1],
  [8, 1],
  [10, 1],
  [20, 1],
] as const;

/** How far from a split's exact price the market may be: percent. */
const NEAR = decimal('2');

/** What a price is judged by: the last known good one, USD a share, and how far those before it went. */
export interface Known {
  price: string;
  lately: Lately | null;
  /** What happened to the shares of the symbol lately. */
  action?: CorporateAction | null;
}

/** Why a symbol is not traded at this price. One that followed what happened to its shares has not jumped. */
export function priceProblem(known: Known, price: string, at: string, movePercent: string | null): string | undefined {
  const { action = null } = known;
  if (action !== null && isUnderWay(action, at)) return unfollowedAction(action, price);
  return priceJump(known, price, at, movePercent);
}

/**
 * Returns how `price`, of the market's time `at`, differs from the `known` one when that is more than `movePercent`, or near what a split
 * or a reverse split would make of it; or from what was known within the last hour when that is more than `movePercent`. Undefined
 * otherwise, and whenever `movePercent` is null.
 */
export function priceJump(known: Known, price: string, at: string, movePercent: string | null): string | undefined {
  if (movePercent === null) return undefined;
  const [before, after] = [decimal(known.price), decimal(price)];
  // Most prices stay where they are, and sixteen comparisons with splits would say so as well.
  if (after.equals(before)) return undefined;
  const moved = `$${known.price} → $${price}`;
  for (const [more, fewer] of SPLITS) {
    if (isNear(after.times(more), before.times(fewer))) return `${moved}, as after a split of ${more} for ${fewer}`;
    if (isNear(after.times(fewer), before.times(more))) return `${moved}, as after a split of ${fewer} for ${more}`;
  }
  const percent = movedBeyond(before, after, movePercent);
  return percent === undefined ? walked(known, price, at, movePercent) : `${moved}, by ${percent} %`;
}

/** Each step of a walk is small beside the one before it: it is judged by where it came from within the hour. */
function walked({ lately }: Known, price: string, at: string, movePercent: string): string | undefined {
  const range = rangeAt(lately, at);
  for (const from of range === undefined ? [] : [range.high, range.low]) {
    const percent = movedBeyond(decimal(from), decimal(price), movePercent);
    if (percent !== undefined) return `$${from} → $${price}, by ${percent} % within an hour`;
  }
  return undefined;
}

function movedBeyond(before: Decimal, after: Decimal, movePercent: string): string | undefined {
  const percent = after.minus(before).abs().times(HUNDRED).div(before);
  return percent.greaterThan(decimal(movePercent)) ? showPercent(percent) : undefined;
}

function isNear(one: Decimal, other: Decimal): boolean {
  return one.minus(other).abs().times(HUNDRED).lessThanOrEqualTo(other.times(NEAR));
}
