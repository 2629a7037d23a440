// How orders fill: all that are due, at the latest price a half spread off, booked to the cent.

import {
  type Decimal,
  decimal,
  floorToShares,
  halfEvenToCents,
  PRICE_DECIMALS,
  SHARE_DECIMALS,
  ZERO,
} from '../../domain/money';
import type { Side } from '../../domain/order';
import { heldQuantity, priceOf } from './buying-power';
import { iso, nextId, type SimulatedOrder, type SimulatorState } from './state';

const ONE = decimal('1');
/** Half of a basis point. */
const HALF_BASIS_POINT = decimal('0.00005');

/** Fills every open order that is due by `time`, in the order in which they are due. */
export function fillDueOrders(state: SimulatorState, time: number): void {
  if (!state.clock.isOpen) return;
  const due = [...state.open]
    .map((order) => ({ order, at: Math.max(order.fillsAt ?? Infinity, state.clock.openedAt) }))
    .filter(({ at }) => at <= time)
    .sort((a, b) => a.at - b.at);
  for (const { order, at } of due) fill(state, order, at);
}

/** Ends an open order short of its quantity. */
export function endOrder(
  state: SimulatorState,
  order: SimulatedOrder,
  status: 'canceled' | 'expired',
  at: number,
): void {
  order.status = status;
  order.endedAt = at;
  state.open.delete(order);
}

/** USD a share, rounded half-even to 4 decimals. */
function fillPrice(latest: Decimal, side: Side, spreadBasisPoints: string): Decimal {
  const half = decimal(spreadBasisPoints).times(HALF_BASIS_POINT);
  return latest.times(side === 'BUY' ? ONE.plus(half) : ONE.minus(half)).toDecimalPlaces(PRICE_DECIMALS);
}

function fill(state: SimulatorState, order: SimulatedOrder, at: number): void {
  const price = fillPrice(priceOf(state, order.symbol), order.side, state.settings.spreadBasisPoints);
  const quantity = floorToShares(quantityOf(order, price).times(order.fraction));
  const partial = order.fraction.lessThan(ONE);
  order.fillsAt = null;
  // A fraction of the smallest quantity is nothing: the order stands as if it never filled.
  if (quantity.isZero()) return;
  book(state, order, { quantity, price, at, partial });
  if (partial) {
    order.status = 'partially_filled';
    return;
  }
  order.status = 'filled';
  order.endedAt = at;
  state.open.delete(order);
}

function quantityOf(order: SimulatedOrder, price: Decimal): Decimal {
  if (order.quantity !== null) return order.quantity;
  const wanted = floorToShares((order.notional ?? ZERO).div(price));
  const held = heldQuantity(order.account, order.symbol);
  // The price may have fallen since the order was taken: a sell by dollars never goes short.
  return order.side === 'SELL' && wanted.greaterThan(held) ? held : wanted;
}

interface Execution {
  quantity: Decimal;
  price: Decimal;
  at: number;
  partial: boolean;
}

function book(state: SimulatorState, order: SimulatedOrder, execution: Execution): void {
  const { account, symbol, side } = order;
  const { quantity, price, at } = execution;
  const usd = halfEvenToCents(quantity.times(price));
  const cash = side === 'BUY' ? usd.negated() : usd;
  const held = heldQuantity(account, symbol);
  const after = side === 'BUY' ? held.plus(quantity) : held.minus(quantity);
  account.cash = account.cash.plus(cash);
  if (after.isZero()) account.positions.delete(symbol);
  else account.positions.set(symbol, after);
  order.filledQuantity = order.filledQuantity.plus(quantity);
  order.filledPrice = price;
  account.fills.push({ id: `${digitsOf(at)}::${nextId(state)}`, order, ...execution });
  state.journal.push({
    at: iso(at),
    kind: 'fill',
    accountId: account.id,
    clientOrderId: order.clientOrderId,
    symbol,
    side,
    quantity: quantity.toFixed(SHARE_DECIMALS),
    price: price.toFixed(),
    cash: cash.toFixed(2),
  });
}

/** The activities of Alpaca are named after their time, to the millisecond. */
function digitsOf(at: number): string {
  return iso(at).replaceAll(/[^0-9]/g, '');
}
