// How orders fill: all that are due, a buy at the ask and a sell at the bid, booked to the cent.

import {
  type Decimal,
  decimal,
  floorToShares,
  floorToWholeShares,
  halfEvenToAverage,
  halfEvenToCents,
  SHARE_DECIMALS,
  ZERO,
} from '../../domain/money';
import { heldQuantity } from './buying-power';
import { sidePriceOf, worstPriceOf } from './collar';
import { reckonIn, reckonOut } from './entry-price';
import { note } from './order-events';
import { isWhole, offersFrom, partOf, takeFromBook } from './parts';
import { activityId, iso, nextId, type SimulatedOrder, type SimulatorState } from './state';

const ONE = decimal('1');

/**
 * Does what is due by `time`: cancels that were stuck take hold, executions are taken back, and open orders fill in the order in
 * which they are due. An order with a worst price also needs that price.
 */
export function fillDueOrders(state: SimulatorState, time: number): void {
  if (state.open.size === 0 && state.busting.size === 0) return;
  for (const order of state.open)
    if (order.cancelsAt !== null && order.cancelsAt <= time) endOrder(state, order, 'canceled', order.cancelsAt);
  for (const order of state.open)
    if (order.replacesAt !== null && order.replacesAt <= time) goOnAsAnother(state, order, order.replacesAt);
  for (const order of state.busting) {
    const at = (order.endedAt ?? Infinity) + (order.bustMs ?? Infinity);
    if (at <= time) bust(state, order, at);
  }
  if (!state.clock.isOpen) return;
  for (const order of state.open) if (order.fillsAt !== null && order.fillsAt <= time) arrive(state, order);
  for (let due = dueBy(state, time); due.length > 0; due = dueBy(state, time))
    // What was offered may be gone by the turn of an order: then it is due again later.
    for (const { order, at } of due) if (dueAt(state, order) <= at) fill(state, order, at);
}

function dueBy(state: SimulatorState, time: number): { order: SimulatedOrder; at: number }[] {
  return [...state.open]
    .filter((order) => marketable(state, order))
    .map((order) => ({ order, at: dueAt(state, order) }))
    .filter(({ at }) => at <= time)
    .sort((a, b) => a.at - b.at);
}

/** Returns the market time at which something is due next, unless a request changes what is; undefined when nothing is. */
export function nextDueAt(state: SimulatorState): number | undefined {
  const times = [...state.open].flatMap((order) => [
    order.cancelsAt ?? Infinity,
    order.replacesAt ?? Infinity,
    !state.clock.isOpen || !(marketable(state, order) || arrives(order)) ? Infinity : dueAt(state, order),
  ]);
  for (const { endedAt, bustMs } of state.busting) times.push((endedAt ?? Infinity) + (bustMs ?? Infinity));
  const next = times.reduce((first, time) => Math.min(first, time), Infinity);
  return next === Infinity ? undefined : next;
}

/** Ends an order by another one that takes its place: what is left of it goes on under another id. */
export function goOnAsAnother(
  state: SimulatorState,
  order: SimulatedOrder,
  at: number,
  changes: Partial<SimulatedOrder> = {},
): SimulatedOrder {
  const id = nextId(state);
  const replacement: SimulatedOrder = {
    ...order,
    id,
    clientOrderId: id,
    quantity: order.quantity?.minus(order.filledQuantity) ?? null,
    status: 'new',
    submittedAt: at,
    fillsAt: at + Math.max(state.settings.fillDelayMs, 1),
    replacesAt: null,
    replaces: order.id,
    filledQuantity: ZERO,
    filledPrice: null,
    ...changes,
  };
  order.replacesAt = null;
  order.replacedBy = id;
  endOrder(state, order, 'replaced', at);
  order.account.orders.push(replacement);
  order.account.byClientOrderId.set(replacement.clientOrderId, replacement);
  state.open.add(replacement);
  note(state, replacement, changes.status === undefined ? 'new' : 'pending_new', at);
  return replacement;
}

/** Ends an open order short of its quantity. */
export function endOrder(
  state: SimulatorState,
  order: SimulatedOrder,
  status: 'canceled' | 'expired' | 'replaced' | 'rejected',
  at: number,
): void {
  order.status = status;
  order.endedAt = at;
  state.open.delete(order);
  state.changes += 1;
  state.journal.push({
    at: iso(at),
    kind: 'end',
    accountId: order.account.id,
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    message: status,
  });
  note(state, order, status, at);
}

/** Fills what is left of an open order, now and whole, whatever a fault had in mind for it; never outside its limit. */
export function fillNow(state: SimulatorState, order: SimulatedOrder, at: number): void {
  if (!marketable(state, order)) return;
  const price = marketPrice(state, order);
  finish(state, order, { quantity: quantityLeft(order, price), price, at });
}

/** An order that reached the market and does not fill at once waits there, or ends if it is not to wait. */
function arrive(state: SimulatorState, order: SimulatedOrder): void {
  if (marketable(state, order)) return;
  if (order.timeInForce === 'ioc' || order.timeInForce === 'fok')
    return endOrder(state, order, 'canceled', Math.max(order.fillsAt ?? 0, state.clock.openedAt));
  if (!arrives(order)) return;
  order.status = 'new';
  state.changes += 1;
  note(state, order, 'new', Math.max(order.fillsAt ?? 0, state.clock.openedAt));
}

/** It has not reached the market yet, and will. */
function arrives({ fillsAt, status }: SimulatedOrder): boolean {
  return fillsAt !== null && (status === 'pending_new' || status === 'accepted');
}

function dueAt(state: SimulatorState, order: SimulatedOrder): number {
  const asset = state.assets.get(order.symbol);
  const { pricedAt = 0, resumedAt = 0 } = asset ?? {};
  const reachedAt = worstPriceOf(order) === null ? 0 : pricedAt;
  const offersAt = asset === undefined ? 0 : offersFrom(state, asset, order.side);
  return Math.max(order.fillsAt ?? Infinity, state.clock.openedAt, resumedAt, reachedAt, offersAt);
}

function marketable(state: SimulatorState, order: SimulatedOrder): boolean {
  if (state.assets.get(order.symbol)?.halted) return false;
  const worst = worstPriceOf(order);
  if (worst === null) return true;
  const price = marketPrice(state, order);
  return order.side === 'BUY' ? price.lessThanOrEqualTo(worst) : price.greaterThanOrEqualTo(worst);
}

function marketPrice(state: SimulatorState, { symbol, side }: SimulatedOrder): Decimal {
  const asset = state.assets.get(symbol);
  return asset === undefined ? ZERO : sidePriceOf(state, asset, side);
}

/** Fills what a fault wants to fill, or else what is there to trade with. */
function fill(state: SimulatorState, order: SimulatedOrder, at: number): void {
  const { fraction, afterwards } = order;
  if (afterwards !== 'stall' || fraction.lessThan(ONE)) return fillAsFaulty(state, order, at);
  const asset = state.assets.get(order.symbol);
  const price = marketPrice(state, order);
  const wanted = quantityLeft(order, price);
  const quantity = asset === undefined ? wanted : partOf(state, asset, order, wanted, at);
  if (order.timeInForce === 'fok' && quantity.lessThan(wanted)) return endOrder(state, order, 'canceled', at);
  if (asset !== undefined) takeFromBook(state, asset, order.side, quantity, at);
  if (!quantity.lessThan(wanted)) return finish(state, order, { quantity, price, at });
  if (!quantity.isZero()) bookPart(state, order, { quantity, price, at });
  if (order.timeInForce === 'ioc') return endOrder(state, order, 'canceled', at);
  order.fillsAt = at + Math.max(state.settings.fillDelayMs, 1);
}

function fillAsFaulty(state: SimulatorState, order: SimulatedOrder, at: number): void {
  const price = marketPrice(state, order);
  // What was asked for in shares is never called filled with less of them.
  const fraction = order.afterwards === 'filled' && order.quantity !== null ? ONE : order.fraction;
  const left = quantityLeft(order, price).times(fraction);
  if (order.afterwards === 'filled' || !fraction.lessThan(ONE))
    return finish(state, order, { quantity: floorToShares(left), price, at });
  const quantity = isWhole(state.assets.get(order.symbol), order) ? floorToWholeShares(left) : floorToShares(left);
  order.fillsAt = null;
  if (!quantity.isZero()) bookPart(state, order, { quantity, price, at });
  // No end: it may still be cancelled, and only on the next day it fills.
  if (order.afterwards === 'done-for-day') {
    order.status = 'done_for_day';
    note(state, order, 'done_for_day', at);
  }
  const end = ENDS[order.afterwards];
  if (end !== undefined) endOrder(state, order, end, at);
}

function bookPart(state: SimulatorState, order: SimulatedOrder, part: Omit<Execution, 'partial'>): void {
  book(state, order, { ...part, partial: true });
  order.status = 'partially_filled';
  note(state, order, 'partial_fill', part.at);
}

/** A fraction of the smallest quantity is nothing, and nothing is not booked. */
function finish(state: SimulatorState, order: SimulatedOrder, last: Omit<Execution, 'partial'>): void {
  order.fillsAt = null;
  if (!last.quantity.isZero()) book(state, order, { ...last, partial: false });
  order.status = 'filled';
  order.endedAt = last.at;
  state.open.delete(order);
  if (order.bustMs !== null) state.busting.add(order);
  note(state, order, 'fill', last.at);
}

const ENDS: Partial<Record<SimulatedOrder['afterwards'], 'canceled' | 'expired' | 'rejected'>> = {
  cancel: 'canceled',
  expire: 'expired',
  reject: 'rejected',
};

/** The executions are taken back: shares, cash and the list of fills are as if they had never been, and the order is over. */
function bust(state: SimulatorState, order: SimulatedOrder, at: number): void {
  const { account, symbol, side } = order;
  state.busting.delete(order);
  order.bustMs = null;
  for (const fill of account.fills.filter((one) => one.order === order)) {
    const cash = halfEvenToCents(fill.quantity.times(fill.price));
    account.cash = side === 'BUY' ? account.cash.plus(cash) : account.cash.minus(cash);
    if (side === 'BUY') reckonOut(account, symbol, fill.quantity, fill.price);
    const held = heldQuantity(account, symbol);
    const after = side === 'BUY' ? held.minus(fill.quantity) : held.plus(fill.quantity);
    if (after.isZero()) account.positions.delete(symbol);
    else account.positions.set(symbol, after);
  }
  account.fills = account.fills.filter((one) => one.order !== order);
  order.status = 'canceled';
  order.filledQuantity = ZERO;
  order.filledPrice = null;
  state.changes += 1;
  const { clientOrderId } = order;
  state.journal.push({ at: iso(at), kind: 'bust', accountId: account.id, clientOrderId, symbol, side });
  note(state, order, 'trade_bust', at);
}

function quantityLeft(order: SimulatedOrder, price: Decimal): Decimal {
  if (order.quantity !== null) return order.quantity.minus(order.filledQuantity);
  const spent = order.filledQuantity.times(order.filledPrice ?? ZERO);
  const wanted = floorToShares((order.notional ?? ZERO).minus(spent).div(price));
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
  state.changes += 1;
  reckonIn(account, symbol, after.minus(held), price);
  account.cash = account.cash.plus(cash);
  if (after.isZero()) account.positions.delete(symbol);
  else account.positions.set(symbol, after);
  order.filledPrice = averagePrice(order, quantity, price);
  order.filledQuantity = order.filledQuantity.plus(quantity);
  account.fills.push({ id: activityId(state, at), order, ...execution });
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

function averagePrice(order: SimulatedOrder, quantity: Decimal, price: Decimal): Decimal {
  if (order.filledPrice === null) return price;
  const usd = order.filledQuantity.times(order.filledPrice).plus(quantity.times(price));
  return halfEvenToAverage(usd.div(order.filledQuantity.plus(quantity)));
}
