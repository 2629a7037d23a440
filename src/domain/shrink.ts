// How orders of a plan get smaller together, each in proportion.
//
// H1. Parts of a share are floored to 9 decimals. Whole shares are rounded down to whole ones.
// H2. What rounding an order of whole shares leaves is offered to the next one, the dearest share first, and at last to the orders for
//     parts of a share. None gets larger than it was.

import { Decimal, decimal, floorToShares, sum, wholeSharesIn, ZERO } from './money';
import type { PlannedOrder } from './plan';
import type { TickerSymbol } from './portfolio';

/** Whether an order of a symbol is for whole shares. */
export type IsWhole = (symbol: TickerSymbol) => boolean;

export const ONE = decimal('1');

/** Returns the orders, as many and in the same order, that together are worth at most `scale` (0 to 1) of what they were. */
export function shrunkTogether<Order extends PlannedOrder>(
  orders: readonly Order[],
  scale: Decimal,
  isWhole: IsWhole,
): (Order | PlannedOrder)[] {
  if (scale.equals(ONE)) return [...orders];
  const wholes = dearestFirst(orders, isWhole);
  if (wholes.length === 0) return orders.map((order) => scaled(order, scale));
  const sizes = new Map<TickerSymbol, PlannedOrder>();
  let left = ZERO;
  for (const order of wholes) {
    const usd = order.value.times(scale).plus(left);
    const size = resized(order, Decimal.min(order.quantity, wholeSharesIn(usd.div(order.price))));
    sizes.set(order.symbol, size);
    left = usd.minus(size.value);
  }
  const parts = valueOfAll(orders.filter(({ symbol }) => !isWhole(symbol)));
  const scaleOfParts = share(parts.times(scale).plus(left), parts);
  return orders.map((order) => sizes.get(order.symbol) ?? scaled(order, scaleOfParts));
}

/** Returns the orders that together are worth at most `usd` less than they were, and as little more than that as whole shares let them. */
export function cutTogether<Order extends PlannedOrder>(
  orders: readonly Order[],
  usd: Decimal,
  isWhole: IsWhole,
): (Order | PlannedOrder)[] {
  const total = valueOfAll(orders);
  const kept = share(total.minus(usd), total);
  const wholes = dearestFirst(orders, isWhole);
  if (wholes.length === 0) return orders.map((order) => scaled(order, kept));
  const sizes = new Map<TickerSymbol, PlannedOrder>();
  let left = ZERO;
  for (const order of wholes) {
    const cut = order.value.times(ONE.minus(kept)).plus(left);
    const size = resized(order, order.quantity.minus(Decimal.min(order.quantity, wholeSharesIn(cut.div(order.price)))));
    sizes.set(order.symbol, size);
    left = cut.minus(order.value.minus(size.value));
  }
  const parts = valueOfAll(orders.filter(({ symbol }) => !isWhole(symbol)));
  const keptOfParts = share(parts.times(kept).minus(left), parts);
  return orders.map((order) => sizes.get(order.symbol) ?? scaled(order, keptOfParts));
}

/** `part` of `whole`, from 0 to 1. */
export function share(part: Decimal, whole: Decimal): Decimal {
  if (part.lessThanOrEqualTo(ZERO)) return ZERO;
  return part.greaterThanOrEqualTo(whole) ? ONE : part.div(whole);
}

export function resized({ symbol, side, price }: PlannedOrder, quantity: Decimal): PlannedOrder {
  return { symbol, side, quantity, price, value: quantity.times(price) };
}

/** H1, for parts of a share. */
function scaled<Order extends PlannedOrder>(order: Order, scale: Decimal): Order | PlannedOrder {
  return scale.equals(ONE) ? order : resized(order, floorToShares(order.quantity.times(scale)));
}

function dearestFirst<Order extends PlannedOrder>(orders: readonly Order[], isWhole: IsWhole): Order[] {
  return orders.filter(({ symbol }) => isWhole(symbol)).sort((a, b) => b.price.comparedTo(a.price));
}

function valueOfAll(orders: readonly PlannedOrder[]): Decimal {
  return sum(orders.map(({ value }) => value));
}
