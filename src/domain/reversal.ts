// What is left to undo of an order.
//
// U1. A broker takes no buy of less than a dollar, but sells of any size. What cannot be bought back alone is bought back with a
//     surplus, and the surplus is sold: the holding ends exactly as it was. Whole shares are bought back in whole shares: the broker may
//     take no parts of one.

import { ceilToWholeShares, type Decimal, decimal, floorToShares, sum } from './money';
import { type Order, opposite, type Side } from './order';

/** Twice the least a broker takes, because the price may have fallen since. USD. */
export const SMALLEST_REVERSAL_BUY = decimal('2.00');

type Filled = Pick<Order, 'side' | 'filledQuantity'>;

/** The attempts at one symbol of a batch, all on one side: the first is what was planned, the others what was left of it. */
export type Attempts<Attempt = Filled> = readonly [Attempt, ...Attempt[]];

/** Shares that `orders` filled and their reversals have not taken back; negative is their surplus. */
export function unreversed(orders: Attempts, reversals: readonly Filled[]): Decimal {
  const [{ side }] = orders;
  const takenBack = reversals.map((reversal) =>
    reversal.side === side ? decimal(reversal.filledQuantity).negated() : decimal(reversal.filledQuantity),
  );
  return sum(orders.map(({ filledQuantity }) => decimal(filledQuantity))).minus(sum(takenBack));
}

/** Returns the next order that undoes `orders`, or undefined when their reversals have undone them. */
export function nextReversal(
  orders: Attempts<Filled & Pick<Order, 'filledPrice'>>,
  reversals: readonly Filled[],
): { side: Side; quantity: Decimal } | undefined {
  const left = unreversed(orders, reversals);
  if (left.isZero()) return undefined;
  const [{ side: ordered }] = orders;
  const side = left.isNegative() ? ordered : opposite[ordered];
  const { filledPrice = null } = orders.findLast((order) => order.filledPrice !== null) ?? {};
  return { side, quantity: side === 'BUY' ? buyable(left.abs(), filledPrice) : left.abs() };
}

/** U1 */
function buyable(quantity: Decimal, price: string | null): Decimal {
  if (price === null || decimal(price).isZero()) return quantity;
  const shares = SMALLEST_REVERSAL_BUY.div(decimal(price));
  const smallest = quantity.isInteger() ? ceilToWholeShares(shares) : floorToShares(shares);
  return smallest.greaterThan(quantity) ? smallest : quantity;
}
