// The calls about an account's orders.

import type { Effect } from '../engine/faults';
import { endOrder, fillNow } from '../engine/fill-model';
import { laterThanShown } from '../engine/market-clock';
import { note } from '../engine/order-events';
import { replaceOrder } from '../engine/replace';
import type { SimulatedOrder } from '../engine/state';
import { peek, submit } from '../engine/submit';
import { type AccountCall, limitOf, type OrderCall, timeOf } from './call';
import { orderView } from './order-view';
import { notCancelable, ok, orderNotFound, type Reply } from './reply';

const ORDERS_MAX = 500;

export const submitOrder: OrderCall = {
  operation: 'submit',
  about: ({ body }) => peek(body),
  run: ({ state, account, body, at }, effect) => submit(state, account, body, laterThanShown(state, at), effect),
};

export const findByClientOrderId: OrderCall = {
  operation: 'lookup',
  about: (call) => byClientOrderId(call) ?? { clientOrderId: call.query.get('client_order_id') ?? '' },
  run: (call) => shown(byClientOrderId(call), call.at),
};

export const findById: OrderCall = {
  operation: 'lookup',
  about: byId,
  run: (call) => shown(byId(call), call.at),
};

export const replaceById: OrderCall = {
  operation: 'replace',
  about: byId,
  run: (call) => {
    const order = byId(call);
    if (order === undefined) return orderNotFound();
    return replaceOrder(call.state, order, call.body, laterThanShown(call.state, call.at));
  },
};

export const cancelOrder: OrderCall = {
  operation: 'cancel',
  about: byId,
  run: (call, effect) => {
    const order = byId(call);
    return order === undefined ? orderNotFound() : cancel(call, order, effect);
  },
};

/** Answers for each order that was open. */
export const cancelAllOrders: OrderCall = {
  operation: 'cancel',
  about: () => undefined,
  run: (call, effect) => {
    const open = [...call.state.open].filter(({ account }) => account === call.account);
    const canceled = open.map((order) => {
      const { status, body } = cancel(call, order, effect);
      return status === 204 ? { id: order.id, status: 200 } : { id: order.id, status, body };
    });
    return { status: 207, body: canceled };
  },
};

export function listOrders({ state, account, query, at }: AccountCall): Reply {
  const status = query.get('status') ?? 'open';
  const [after, until] = [timeOf(query, 'after'), timeOf(query, 'until')];
  const side = query.get('side');
  const symbols = query.get('symbols')?.split(',');
  const wanted = account.orders
    .filter((order) => isShown(order, at))
    .filter((order) => status === 'all' || state.open.has(order) === (status === 'open'))
    .filter((order) => side === null || order.side.toLowerCase() === side)
    .filter(({ symbol }) => symbols === undefined || symbols.includes(symbol))
    .filter(({ submittedAt }) => !(submittedAt <= after) && !(submittedAt >= until));
  const sorted = query.get('direction') === 'asc' ? wanted : wanted.reverse();
  return ok(sorted.slice(0, limitOf(query.get('limit'), 50, ORDERS_MAX)).map(orderView));
}

function cancel({ state, at }: AccountCall, order: SimulatedOrder, effect: Effect | undefined): Reply {
  if (effect?.kind === 'fill-first' && state.open.has(order)) fillNow(state, order, at);
  if (!state.open.has(order) || order.status === 'pending_cancel') return notCancelable(order.status);
  if (effect?.kind === 'stick-cancel') {
    order.status = 'pending_cancel';
    order.cancelsAt = effect.ms === null ? null : at + effect.ms;
    note(state, order, 'pending_cancel', at);
  } else if (effect?.kind !== 'ignore-cancel') endOrder(state, order, 'canceled', at);
  return { status: 204 };
}

function byClientOrderId({ account, query }: AccountCall): SimulatedOrder | undefined {
  return account.byClientOrderId.get(query.get('client_order_id') ?? '');
}

function byId({ account, id }: AccountCall): SimulatedOrder | undefined {
  return account.orders.find((order) => order.id === id);
}

function shown(order: SimulatedOrder | undefined, at: number): Reply {
  return order !== undefined && isShown(order, at) ? ok(orderView(order)) : orderNotFound();
}

function isShown({ hiddenUntil }: SimulatedOrder, at: number): boolean {
  return at >= hiddenUntil;
}
