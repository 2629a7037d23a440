// What a sells-first batch waits for before it buys: the money that its sells brought. A broker shows a fill first and its cash later,
// and buys that were sized from the old cash would leave the portfolio half bought.

import { Decimal, decimal, HUNDRED, halfEvenToCents, sum, ZERO } from './money';
import type { Order } from './order';

/** USD for the rounding of each sell's executions. */
const ROUNDING = decimal('0.05');
/** Fees may be taken from what the sells brought: percent of it. */
const FEES_PERCENT = decimal('0.5');

/**
 * Returns the USD that the account has to show before the buys are sized: what they are planned to cost, or what there has to be by the
 * fills when that is less.
 */
export function moneyToWaitFor(
  cashBefore: Decimal,
  sells: readonly Pick<Order, 'filledQuantity' | 'filledPrice'>[],
  planned: Decimal,
): Decimal {
  const brought = sum(
    sells.map(({ filledQuantity, filledPrice }) =>
      halfEvenToCents(decimal(filledQuantity).times(decimal(filledPrice ?? '0'))),
    ),
  );
  const tolerance = Decimal.max(ROUNDING.times(sells.length), brought.times(FEES_PERCENT).div(HUNDRED));
  const expected = cashBefore.plus(brought).minus(tolerance);
  return Decimal.max(Decimal.min(planned, expected), ZERO);
}
