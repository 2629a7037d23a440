// The calls of Alpaca's Broker API that are about one account's orders and books.

import type { Call, Effect } from '../engine/faults';
import { endOrder, fillNow } from '../engine/fill-model';
import { note } from '../engine/order-events';
import { iso, type SimulatedAccount, type SimulatedOrder, type SimulatorState } from '../engine/state';
import { peek, submit } from '../engine/submit';
import { notCancelable, ok, orderNotFound, positionNotFound, type Reply } from './reply';
import { accountView, fillView, orderView, positionViews } from './views';

const ORDERS_MAX = 500;
const FILLS_MAX = 100;
const DAY_MS = 24 * 60 * 60_000;

/** One call with what it needs; `at` is market time. */
export interface AccountCall {
  state: SimulatorState;
  account: SimulatedAccount;
  query: URLSearchParams;
  /** The order id or symbol at the end of the path, or "". */
  id: string;
  body: unknown;
  at: number;
}

/** A call that a fault can hit and that the journal keeps: what it is about, and how it is done. */
export interface OrderCall {
  operation: Exclude<Call['operation'], 'read' | 'listen' | 'event'>;
  about(call: AccountCall): Pick<Partial<SimulatedOrder>, 'clientOrderId' | 'symbol' | 'side'> | undefined;
  run(call: AccountCall, effect?: Effect): Reply;
}

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

export const cancelOrder: OrderCall = {
  operation: 'cancel',
  about: byId,
  run: (call, effect) => {
    const order = byId(call);
    if (order === undefined) return orderNotFound();
    if (effect?.kind === 'fill-first' && call.state.open.has(order)) fillNow(call.state, order, call.at);
    if (!call.state.open.has(order) || order.status === 'pending_cancel') return notCancelable(order.status);
    if (effect?.kind === 'stick-cancel') {
      order.status = 'pending_cancel';
      order.cancelsAt = effect.ms === null ? null : call.at + effect.ms;
      note(call.state, order, 'pending_cancel', call.at);
    } else if (effect?.kind !== 'ignore-cancel') endOrder(call.state, order, 'canceled', call.at);
    return { status: 204 };
  },
};

export function listOrders({ state, account, query, at }: AccountCall): Reply {
  const status = query.get('status') ?? 'open';
  const after = Date.parse(query.get('after') ?? '');
  const until = Date.parse(query.get('until') ?? '');
  const wanted = account.orders
    .filter((order) => isShown(order, at))
    .filter((order) => status === 'all' || state.open.has(order) === (status === 'open'))
    .filter(({ submittedAt }) => !(submittedAt <= after) && !(submittedAt >= until));
  const sorted = query.get('direction') === 'asc' ? wanted : wanted.reverse();
  return ok(sorted.slice(0, limitOf(query.get('limit'), 50, ORDERS_MAX)).map(orderView));
}

/** Pages follow the id of the last activity of the page before. */
export function listFills({ state, account, query, at: now }: AccountCall): Reply {
  const after = Date.parse(query.get('after') ?? '');
  const listedUntil = now - (state.settings.executionsLagMs ?? Infinity);
  const wanted = account.fills.filter(({ at }) => at <= listedUntil && !(at <= after));
  const sorted = query.get('direction') === 'asc' ? wanted : wanted.reverse();
  const token = query.get('page_token');
  const start = sorted.findIndex(({ id }) => id === token) + 1;
  return ok(sorted.slice(start, start + limitOf(query.get('page_size'), FILLS_MAX, FILLS_MAX)).map(fillView));
}

export function showAccount({ state, account, at }: AccountCall): Reply {
  return ok(accountView(state, account, at));
}

export function listPositions({ state, account, at }: AccountCall): Reply {
  return ok(positionViews(state, account, at));
}

export function showPosition({ state, account, id, at }: AccountCall): Reply {
  const position = positionViews(state, account, at).find(({ symbol }) => symbol === id);
  return position === undefined ? positionNotFound(id) : ok(position);
}

export function showClock(state: SimulatorState, at: number): Reply {
  const { clock } = state;
  clock.shownAt = at;
  return ok({
    timestamp: iso(at),
    is_open: clock.isOpen,
    next_open: iso(at + DAY_MS),
    next_close: clock.nextClose ?? iso(at + 2 * DAY_MS - ((at - clock.openedAt) % DAY_MS)),
  });
}

/** The one session that somebody opened, on the day on which that was; a market that was always open has no opening. */
export function showCalendar({ clock }: SimulatorState, query: URLSearchParams): Reply {
  const [date, open] = [iso(clock.openedAt).slice(0, 10), iso(clock.openedAt).slice(11, 16)];
  const isAsked = clock.isOpen && (query.get('start') ?? '') <= date && date <= (query.get('end') ?? '9999');
  const close = (clock.nextClose ?? iso(clock.openedAt)).slice(11, 16);
  const day = { date, open, close, session_open: open.replace(':', ''), session_close: close.replace(':', '') };
  return ok(isAsked ? [{ ...day, settlement_date: date }] : []);
}

/** An order sent after a clock was read is stamped later than that clock, even within one millisecond. */
function laterThanShown({ clock }: SimulatorState, at: number): number {
  return Math.max(at, clock.shownAt + 1);
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

function limitOf(text: string | null, standard: number, most: number): number {
  const limit = text !== null && /^[1-9][0-9]{0,3}$/.test(text) ? Number.parseInt(text, 10) : standard;
  return Math.min(limit, most);
}
