// The plan: the orders that bring a portfolio to its targets.
//
// P1. An order is floor9(|investable × target − holding × price| / price) shares.
// P2. A sell never exceeds the holding; an exit sells the exact quantity the broker reports.
// P3. Buys together never cost more than cash and sells bring, in the cents a broker books.

import type { BatchExecution } from './batch';
import type { PricedPortfolio, PricedPosition } from './drift';
import { investableValueOf } from './drift';
import {
  ceilToCents,
  Decimal,
  decimal,
  floorToCents,
  floorToShares,
  HUNDRED,
  halfEvenToCents,
  sum,
  ZERO,
} from './money';
import type { Side } from './order';
import type { Policy } from './policy';
import type { TickerSymbol } from './portfolio';
import { SMALLEST_REVERSAL_BUY } from './reversal';

/** One order of a plan. `quantity` is shares (9 decimals), `value` USD at the plan's price. */
export interface PlannedOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: Decimal;
  price: Decimal;
  value: Decimal;
}

/**
 * Returns the orders that bring `portfolio` to its targets: the sells, then the buys, each in symbol order. Orders below
 * `minOrder` are left out, except exits. What flooring leaves stays in cash.
 */
export function planOrders(
  portfolio: PricedPortfolio,
  policy: Pick<Policy, 'cashReserve' | 'minOrder'>,
): PlannedOrder[] {
  const investable = investableValueOf(portfolio, policy.cashReserve);
  const minOrder = decimal(policy.minOrder);
  const wanted = portfolio.positions
    .map((position) => orderFor(position, investable))
    .filter((order) => order.quantity.greaterThan(ZERO))
    .filter((order) => isExit(portfolio, order) || order.value.greaterThanOrEqualTo(minOrder));
  const sells = wanted.filter((order) => order.side === 'SELL');
  const buys = wanted.filter((order) => order.side === 'BUY');
  return [
    ...sells,
    ...withinMeans(buys, portfolio.cash.plus(sum(sells.map(cents)))).filter((order) =>
      order.value.greaterThanOrEqualTo(minOrder),
    ),
  ];
}

function orderFor(position: PricedPosition, investable: Decimal): PlannedOrder {
  const { symbol, price, quantity: held } = position;
  if (position.target.isZero()) return { symbol, side: 'SELL', quantity: held, price, value: held.times(price) };
  const difference = investable.times(position.target).div(HUNDRED).minus(held.times(price));
  const side = difference.isNegative() ? 'SELL' : 'BUY';
  const shares = floorToShares(difference.abs().div(price));
  const quantity = side === 'SELL' && shares.greaterThan(held) ? held : shares;
  return { symbol, side, quantity, price, value: quantity.times(price) };
}

function isExit(portfolio: PricedPortfolio, order: PlannedOrder): boolean {
  const position = portfolio.positions.find(({ symbol }) => symbol === order.symbol);
  return order.side === 'SELL' && position !== undefined && position.target.isZero();
}

/** P3: rounding to cents can make the buys a cent or two dearer than the means; the largest buy gives way. */
function withinMeans(buys: PlannedOrder[], means: Decimal): PlannedOrder[] {
  const excess = sum(buys.map(cents)).minus(means);
  if (excess.lessThanOrEqualTo(ZERO)) return buys;
  const largest = buys.reduce((a, b) => (b.value.greaterThan(a.value) ? b : a));
  const affordable = cents(largest).minus(excess);
  const quantity = affordable.isNegative() ? ZERO : floorToShares(affordable.div(largest.price));
  const trimmed = { ...largest, quantity, value: quantity.times(largest.price) };
  return buys.map((order) => (order === largest ? trimmed : order)).filter((order) => order.quantity.greaterThan(ZERO));
}

function cents(order: PlannedOrder): Decimal {
  return halfEvenToCents(order.value);
}

/** What a broker may reserve above the market price for a buy by quantity. */
const BUY_RESERVE = decimal('1.05');

/** The account as far as funding is concerned: USD. */
export interface Funding {
  cash: Decimal;
  buyingPower: Decimal;
  margin: boolean;
}

/**
 * Decides whether a plan's orders run together. `parallel` needs buying power for the buys before the sells have filled;
 * it is never used for more than the sells bring. Undefined when the policy asks for what the account cannot do.
 */
export function chooseExecution(
  orders: readonly PlannedOrder[],
  funding: Funding,
  execution: Policy['execution'],
): BatchExecution | undefined {
  const buys = valueOfSide(orders, 'BUY').times(BUY_RESERVE);
  const canRunTogether = buys.lessThanOrEqualTo(funding.margin ? funding.buyingPower : funding.cash);
  if (execution === 'sells-first') return 'sells-first';
  if (canRunTogether) return 'parallel';
  return execution === 'parallel' ? undefined : 'sells-first';
}

/**
 * USD that an account lacks to undo the plan: while rebuying what was sold, the broker reserves up to 5 % above the
 * market, and beyond the sells' own proceeds only what is free already is there for it. Zero when it is funded.
 */
export function reversalShortfall(orders: readonly PlannedOrder[], { margin, buyingPower, cash }: Funding): Decimal {
  const sold = orders.filter(({ side }) => side === 'SELL').map(({ value }) => value);
  const rebought = sold.map((value) => Decimal.max(value, SMALLEST_REVERSAL_BUY).times(BUY_RESERVE));
  const lacking = ceilToCents(sum(rebought))
    .minus(sum(sold))
    .minus(margin ? buyingPower : cash);
  return lacking.greaterThan(ZERO) ? lacking : ZERO;
}

/**
 * Returns what each buy of a sells-first batch may spend: `planned` dollars scaled down to `available` cash, floored to cents.
 */
export function sizeBuys(planned: ReadonlyMap<TickerSymbol, Decimal>, available: Decimal): Map<TickerSymbol, Decimal> {
  const total = sum(planned.values());
  const spendable = available.lessThan(ZERO) ? ZERO : available;
  const scale = (usd: Decimal) => (total.lessThanOrEqualTo(spendable) ? usd : usd.times(spendable).div(total));
  return new Map([...planned].map(([symbol, usd]) => [symbol, floorToCents(scale(usd))]));
}

function valueOfSide(orders: readonly PlannedOrder[], side: Side): Decimal {
  return sum(orders.filter((order) => order.side === side).map((order) => order.value));
}
