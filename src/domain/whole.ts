// When an order counts as filled whole.

import { CENT, type Decimal, decimal, HUNDRED, SHARE_UNIT } from './money';
import type { Order } from './order';

/** How much less than its dollars an order may spend: as far as a broker's collar lets the price go while it fills. Percent. */
const COLLAR_PERCENT = decimal('5');
type Filled = Pick<Order, 'quantity' | 'notional' | 'filledQuantity' | 'filledPrice'>;

/**
 * True when an order filled all that was asked. One in dollars has to have spent them, less a collar and a unit of rounding: a broker
 * may end it as filled when it filled for a part of them. The schema says the same (orders_success_is_whole).
 */
export function isFilledWhole({ quantity, notional, filledQuantity, filledPrice }: Filled): boolean {
  const filled = decimal(filledQuantity);
  if (filled.isZero()) return false;
  if (quantity !== null) return filled.greaterThanOrEqualTo(decimal(quantity));
  if (filledPrice === null) return false;
  const price = decimal(filledPrice);
  return filled.times(price).greaterThanOrEqualTo(leastOf(decimal(notional ?? '0'), price));
}

function leastOf(notional: Decimal, price: Decimal): Decimal {
  const collared = notional.times(HUNDRED.minus(COLLAR_PERCENT)).div(HUNDRED);
  return collared.minus(price.times(SHARE_UNIT)).minus(CENT);
}
