// How the orders of a plan change the books of a contender: filled at the plan's prices, with a cost for each.
//
// L1. Cash is in cents, as a broker books it: a fill is rounded half-even to cents, and so is its cost.
// L2. Sells come first. If what they leave does not pay for the buys and their costs, the buys shrink together, as those of a
//     sells-first batch do: cash is never negative.

import {
  CENT,
  ceilToCents,
  type Decimal,
  decimal,
  floorToCents,
  floorToShares,
  floorToWholeShares,
  halfEvenToCents,
  sum,
  ZERO,
} from '../../domain/money';
import { bookedUsd, type PlannedOrder, sizeBuys } from '../../domain/plan';
import type { Shares } from '../../domain/policy';
import type { TickerSymbol } from '../../domain/portfolio';

export interface Books {
  /** USD, in cents. */
  cash: Decimal;
  quantities: ReadonlyMap<TickerSymbol, Decimal>;
}

export interface Settled {
  books: Books;
  /** What filled, which is what was planned unless money was short. */
  orders: PlannedOrder[];
  tradedUsd: Decimal;
  costUsd: Decimal;
}

/** `rate` is the cost as a part of what is traded: 0.002 for 20 basis points. */
export function settle(books: Books, planned: readonly PlannedOrder[], rate: Decimal, shares: Shares): Settled {
  const sells = planned.filter(({ side }) => side === 'SELL');
  const proceeds = sum(sells.map((order) => bookedUsd(order).minus(costOf(order, rate))));
  const cash = books.cash.plus(proceeds);
  const buys = affordable(
    planned.filter(({ side }) => side === 'BUY'),
    cash,
    rate,
    shares === 'whole' ? floorToWholeShares : floorToShares,
  );
  const orders = [...sells, ...buys];
  const quantities = new Map(books.quantities);
  for (const { symbol, side, quantity } of orders) {
    const held = quantities.get(symbol) ?? ZERO;
    quantities.set(symbol, side === 'BUY' ? held.plus(quantity) : held.minus(quantity));
  }
  return {
    books: { cash: cash.minus(spentOn(buys, rate)), quantities },
    orders,
    tradedUsd: sum(orders.map(bookedUsd)),
    costUsd: sum(orders.map((order) => costOf(order, rate))),
  };
}

/** USD, half-even to cents. */
function costOf(order: PlannedOrder, rate: Decimal): Decimal {
  return halfEvenToCents(order.value.times(rate));
}

function spentOn(buys: readonly PlannedOrder[], rate: Decimal): Decimal {
  return sum(buys.map((order) => bookedUsd(order).plus(costOf(order, rate))));
}

function affordable(
  buys: readonly PlannedOrder[],
  cash: Decimal,
  rate: Decimal,
  floored: (quantity: Decimal) => Decimal,
): PlannedOrder[] {
  if (spentOn(buys, rate).lessThanOrEqualTo(cash)) return [...buys];
  // Rounding the cost of an order can take a cent.
  const free = cash.minus(CENT.times(buys.length)).div(rate.plus(1));
  const sizes = sizeBuys(new Map(buys.map(({ symbol, value }) => [symbol, ceilToCents(value)])), floorToCents(free));
  return buys.flatMap((order) => {
    const quantity = floored((sizes.get(order.symbol) ?? ZERO).div(order.price));
    const value = quantity.times(order.price);
    return value.lessThan(BROKER_MINIMUM) ? [] : [{ ...order, quantity, value }];
  });
}

/** The smallest buy that a broker takes, in USD. */
const BROKER_MINIMUM = decimal('1');
