// The simulated broker as one function: what is known, one request and the time give the answer and what is known next.
// No I/O, no clock, no randomness: the same requests at the same times give the same answers.

import { LosslessNumber } from 'lossless-json';
import * as admin from './admin-routes';
import { takeFault } from './faults';
import { fillDueOrders } from './fill-model';
import { accountNotFound, edge, ok, type Reply, rateLimited, refuse, unauthorized } from './reply';
import { iso, type SimulatorState } from './state';
import * as trading from './trading';
import { assetView } from './views';

export interface SimulatorRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON, or undefined without a body. */
  body: unknown;
  /** True when the request names a user. Any user may do anything. */
  authenticated: boolean;
}

/** Answers one request at `now` (milliseconds, the caller's clock), after filling what was due. Changes `state`. */
export function step(state: SimulatorState, request: SimulatorRequest, now: number): Reply {
  const at = now + state.clock.offsetMs;
  fillDueOrders(state, at);
  const parts = request.path.split('/').slice(1);
  if (parts[0] === 'simulator') return administer(state, request, parts, now);
  if (!request.authenticated) return unauthorized();
  if (request.method === 'POST' || request.method === 'DELETE' || parts[1] === 'trading')
    return trade(state, request, parts, at);
  return read(state, request, parts, at);
}

const ADMIN: Record<string, (call: admin.AdminCall) => Reply> = {
  'POST accounts': admin.createAccount,
  'PUT prices': admin.putPrices,
  'GET prices': admin.getPrices,
  'PUT assets': admin.putAsset,
  'PUT clock': admin.putClock,
  'POST faults': admin.addFault,
  'DELETE faults': admin.clearFaults,
  'GET journal': admin.getJournal,
  'PUT settings': admin.putSettings,
};

function administer(state: SimulatorState, request: SimulatorRequest, parts: string[], now: number): Reply {
  const run = ADMIN[`${request.method} ${parts[1]}`];
  if (run === undefined) return unknownPath();
  return run({ state, body: request.body, name: parts[2] ?? '', at: now + state.clock.offsetMs, now });
}

function read(state: SimulatorState, { path, query }: SimulatorRequest, parts: string[], at: number): Reply {
  if (path === '/v1/clock') return trading.showClock(state, at);
  if (path === '/v2/stocks/trades/latest') return latestTrades(state, query, at);
  if (path === '/v1/accounts/activities/FILL') {
    const account = state.accounts.get(query.get('account_id') ?? '');
    if (account === undefined) return accountNotFound();
    return trading.listFills({ state, account, query, orderId: '', body: undefined, at });
  }
  const asset = state.assets.get(parts[2] ?? '');
  if (parts[1] === 'assets') return asset === undefined ? assetNotFound(parts[2]) : ok(assetView(asset));
  return unknownPath();
}

/** "POST orders": the method and what stands behind the account. */
const ORDER_CALLS: Record<string, trading.OrderCall> = {
  'POST orders': trading.submitOrder,
  'GET orders:by_client_order_id': trading.findByClientOrderId,
  'GET orders/:id': trading.findById,
  'DELETE orders/:id': trading.cancelOrder,
};
const READS: Record<string, (call: trading.AccountCall) => Reply> = {
  'GET orders': trading.listOrders,
  'GET account': trading.showAccount,
  'GET positions': trading.listPositions,
};

function trade(state: SimulatorState, { method, body, query }: SimulatorRequest, parts: string[], at: number): Reply {
  const [, area, , accountId = '', noun = '', orderId = ''] = parts;
  const name = `${method} ${orderId === '' ? noun : `${noun}/:id`}`;
  const run = READS[name];
  const orderCall = ORDER_CALLS[name];
  if (area !== 'trading' || (run === undefined && orderCall === undefined)) return unknownPath();
  const account = state.accounts.get(accountId);
  if (account === undefined) return accountNotFound();
  const call = { state, account, query, orderId, body, at };
  return orderCall === undefined ? (run?.(call) ?? unknownPath()) : withFaults(orderCall, call);
}

/** Does the call as the first fault that hits it says, and keeps it in the journal. */
function withFaults(orderCall: trading.OrderCall, call: trading.AccountCall): Reply {
  const { state, account, at } = call;
  const { clientOrderId, symbol, side } = orderCall.about(call) ?? {};
  const effect = takeFault(state.faults, { operation: orderCall.operation, clientOrderId, symbol, side });
  const reply = applyFault(effect, at, () => orderCall.run(call, effect));
  state.journal.push({
    at: iso(at),
    kind: orderCall.operation,
    accountId: account.id,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(side === undefined ? {} : { side }),
    status: reply.status,
    ...(effect === undefined ? {} : { fault: effect.kind }),
  });
  return reply;
}

function applyFault(effect: ReturnType<typeof takeFault>, at: number, run: () => Reply): Reply {
  switch (effect?.kind) {
    case 'refuse':
      return refuse(effect.status, effect.code, effect.message);
    case 'lose-answer':
      return { ...run(), drop: true };
    case 'drop-before':
      return { status: 0, drop: true };
    case 'status':
      if (effect.done) run();
      return edge(effect.status);
    case 'rate-limit':
      return rateLimited(effect.retryAfterSeconds, at);
    case 'delay':
      return { ...run(), delayMs: effect.ms };
    case 'partial-fill':
    case 'never-fill':
    case undefined:
      return run();
  }
}

function latestTrades(state: SimulatorState, query: URLSearchParams, at: number): Reply {
  const symbols = (query.get('symbols') ?? '').split(',');
  const known = symbols.flatMap((symbol) => state.assets.get(symbol) ?? []);
  const trades = known.map(({ symbol, price }) => [
    symbol,
    { t: iso(at), x: 'V', p: new LosslessNumber(price.toFixed()), s: 100, c: ['@'], i: 1, z: 'C' },
  ]);
  return ok({ trades: Object.fromEntries(trades) as unknown });
}

function assetNotFound(symbol = ''): Reply {
  return refuse(404, 40410000, `asset not found for ${symbol}`);
}

function unknownPath(): Reply {
  return refuse(404, 40410000, 'endpoint not found');
}
