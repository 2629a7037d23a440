// A price that jumped since it was last known to be good is not traded on before somebody has looked: a split that the books do
// not know of yet, a wrong print, or news.

import { type Decimal, decimal, HUNDRED, showPercent } from './money';

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

/**
 * Returns how `price` differs from `known` (USD a share) when that is more than `movePercent`, or near what a split or a reverse split
 * would make of it; undefined otherwise, and whenever `movePercent` is null.
 */
export function priceJump(known: string, price: string, movePercent: string | null): string | undefined {
  if (movePercent === null) return undefined;
  const [before, after] = [decimal(known), decimal(price)];
  // Most prices stay where they are, and sixteen comparisons with splits would say so as well.
  if (after.equals(before)) return undefined;
  const moved = `$${known} → $${price}`;
  for (const [more, fewer] of SPLITS) {
    if (isNear(after.times(more), before.times(fewer))) return `${moved}, as after a split of ${more} for ${fewer}`;
    if (isNear(after.times(fewer), before.times(more))) return `${moved}, as after a split of ${fewer} for ${more}`;
  }
  const percent = after.minus(before).abs().times(HUNDRED).div(before);
  return percent.greaterThan(decimal(movePercent)) ? `${moved}, by ${showPercent(percent)} %` : undefined;
}

function isNear(one: Decimal, other: Decimal): boolean {
  return one.minus(other).abs().times(HUNDRED).lessThanOrEqualTo(other.times(NEAR));
}
