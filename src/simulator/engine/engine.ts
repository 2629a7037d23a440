// The simulated broker as one function: what is known, one request and the time give the answer and what is known next.
// No I/O, no clock, no randomness but the seeded: the same requests at the same times give the same answers.

import { decimal } from '../../domain/money';
import * as admin from '../admin/routes';
import * as trading from '../api/broker-api';
import { accountNotFound, edge, ok, type Reply, rateLimited, refuse, unauthorized } from '../api/reply';
import { countRequest } from '../api/request-limit';
import { asBrokerRequest } from '../api/trading-api';
import { assetView } from '../api/views';
import { type Call, type Effect, takeFault } from './faults';
import { fillDueOrders } from './fill-model';
import * as quotes from './quotes';
import { iso, type SimulatorState } from './state';

export interface SimulatorRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON, or undefined without a body. */
  body: unknown;
  /** True when the request names a user. Any user may do anything. */
  authenticated: boolean;
  /** The user or key it names: on the Trading API's paths, the id of its account. */
  keyId?: string;
  /** True when an earlier step asked to hold it: it was counted and hit by its fault then. */
  held?: boolean;
}

/** Answers one request at `now` (milliseconds, the caller's clock), after doing what was due. Changes `state`. */
export function step(state: SimulatorState, request: SimulatorRequest, now: number): Reply {
  const at = now + state.clock.offsetMs;
  fillDueOrders(state, at);
  const parts = request.path.split('/').slice(1);
  if (parts[0] === 'simulator') return administer(state, request, parts, now);
  const { acceptedKeys } = state.settings;
  // A request that was let in and is held is done, whatever becomes of its key.
  const revoked = acceptedKeys !== null && !request.held && !acceptedKeys.includes(request.keyId ?? '');
  if (!request.authenticated || revoked) return unauthorized();
  const { refusal, headers } = request.held ? {} : countRequest(state, request.keyId ?? '', at);
  if (refusal !== undefined) return refusal;
  const reply = serve(state, asBrokerRequest(request), request.path.startsWith('/v2/'), at);
  return headers === undefined ? reply : { ...reply, headers: { ...headers, ...reply.headers } };
}

const ADMIN: Record<string, (call: admin.AdminCall) => Reply> = {
  'POST accounts': admin.createAccount,
  'PUT accounts': admin.putAccount,
  'PUT prices': admin.putPrices,
  'GET prices': admin.getPrices,
  'PUT assets': admin.putAsset,
  'PUT clock': admin.putClock,
  'POST splits': admin.splitAsset,
  'POST faults': admin.addFault,
  'GET faults': admin.getFaults,
  'DELETE faults': admin.clearFaults,
  'GET journal': admin.getJournal,
  'GET state': admin.getState,
  'PUT settings': admin.putSettings,
};

function administer(state: SimulatorState, request: SimulatorRequest, parts: string[], now: number): Reply {
  const { method, body, query } = request;
  const run = parts.length > 3 ? undefined : ADMIN[`${method} ${parts[1]}`];
  if (run === undefined) return unknownPath();
  if (method !== 'GET') state.changes += 1;
  return run({ state, body, query, name: parts[2] ?? '', at: now + state.clock.offsetMs, now });
}

function serve(state: SimulatorState, request: SimulatorRequest, byKey: boolean, at: number): Reply {
  const parts = request.path.split('/').slice(1);
  if (parts[1] === 'trading') return trade(state, request, parts, byKey, at);
  if (request.method !== 'GET') return unknownPath();
  const accountId = request.query.get('account_id') ?? undefined;
  const symbol = parts[1] === 'assets' ? parts[2] : undefined;
  return withFaults(state, request, { operation: 'read', accountId, symbol }, at, () =>
    read(state, request, parts, byKey, at),
  );
}

const MARKET_DATA: Record<string, (state: SimulatorState, query: URLSearchParams, at: number) => Reply> = {
  '/v2/stocks/trades/latest': quotes.latestTrades,
  '/v2/stocks/quotes/latest': quotes.latestQuotes,
  '/v2/stocks/snapshots': quotes.snapshots,
};

function read(
  state: SimulatorState,
  { path, query }: SimulatorRequest,
  parts: string[],
  byKey: boolean,
  at: number,
): Reply {
  if (path === '/v1/clock') return trading.showClock(state, at);
  if (path === '/v1/calendar') return trading.showCalendar(state, query);
  const marketData = MARKET_DATA[path];
  if (marketData !== undefined) return marketData(state, query, at);
  if (path === '/v1/accounts/activities/FILL') {
    const account = state.accounts.get(query.get('account_id') ?? '');
    if (account === undefined) return byKey ? unauthorized() : accountNotFound();
    return trading.listFills({ state, account, query, id: '', body: undefined, at });
  }
  const asset = state.assets.get(parts[2] ?? '');
  if (parts[0] === 'v1' && parts[1] === 'assets' && parts.length === 3)
    return asset === undefined ? assetNotFound(parts[2]) : ok(assetView(asset));
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
  'GET positions/:id': trading.showPosition,
};

const SHOWS: Record<string, Call['shows']> = { 'GET account': 'account', 'GET positions': 'positions' };

function trade(state: SimulatorState, request: SimulatorRequest, parts: string[], byKey: boolean, at: number): Reply {
  const { method, body, query } = request;
  const [, , , accountId = '', noun = '', id = ''] = parts;
  const name = `${method} ${id === '' ? noun : `${noun}/:id`}`;
  const readCall = READS[name];
  const orderCall = ORDER_CALLS[name];
  if (parts[2] !== 'accounts' || (readCall === undefined && orderCall === undefined)) return unknownPath();
  const account = state.accounts.get(accountId);
  if (account === undefined) return byKey ? unauthorized() : accountNotFound();
  const call = { state, account, query, id, body, at };
  if (orderCall === undefined)
    return withFaults(state, request, { operation: 'read', accountId, shows: SHOWS[name] }, at, () => {
      return readCall?.(call) ?? unknownPath();
    });
  const about = { operation: orderCall.operation, accountId, ...orderCall.about(call) };
  return withFaults(state, request, about, at, (effect) => orderCall.run(call, effect));
}

type About = Partial<Call> & { operation: Exclude<Call['operation'], 'listen' | 'event'> };

/** Does the call as the first fault that hits it says. The journal keeps what is about an order, and what a fault hit. */
function withFaults(
  state: SimulatorState,
  request: SimulatorRequest,
  about: About,
  at: number,
  run: (effect?: Effect) => Reply,
): Reply {
  const { operation, accountId, clientOrderId, symbol, side, shows } = about;
  const effect = request.held
    ? undefined
    : takeFault(state.faults, { operation, accountId, clientOrderId, symbol, side, shows });
  if (effect !== undefined) state.changes += 1;
  const reply = applyFault(effect, at, () => run(effect));
  if (operation === 'read' && effect === undefined) return reply;
  const message = messageOf(reply);
  state.journal.push({
    at: iso(at),
    kind: operation,
    ...(accountId === undefined ? {} : { accountId }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(side === undefined ? {} : { side }),
    status: reply.status,
    ...(message === undefined ? {} : { message }),
    ...(effect === undefined ? {} : { fault: effect.kind }),
  });
  return reply;
}

function applyFault(effect: Effect | undefined, at: number, run: () => Reply): Reply {
  switch (effect?.kind) {
    case 'refuse':
      return refuse(effect.status, effect.code, effect.message, effect.fields);
    case 'lose-answer':
      return { ...run(), drop: true };
    case 'garble-answer':
      return garbled(run(), effect.as);
    case 'drip-answer':
      return { ...run(), bytesPerSecond: effect.bytesPerSecond };
    case 'deliver-twice': {
      const [first, second] = [run(), run()];
      return effect.answer === 'first' ? first : second;
    }
    case 'zero-balances':
      return withoutBalances(run());
    case 'wrong-positions':
      return withWrongPositions(run(), effect);
    case 'wrong-cash':
      return withOtherCash(run(), effect.usd);
    case 'truncate-answer':
      return { ...run(), truncated: true };
    case 'drop-before':
      return { status: 0, drop: true };
    case 'status':
      if (effect.done) run();
      return edge(effect.status);
    case 'rate-limit':
      return rateLimited(effect.retryAfterSeconds, at);
    case 'delay':
      return effect.done === 'late' ? { status: 0, holdMs: effect.ms } : { ...run(), delayMs: effect.ms };
    case 'partial-fill':
    case 'never-fill':
    case 'hide':
    case 'bust':
    case 'replace':
    case 'ignore-cancel':
    case 'stick-cancel':
    case 'fill-first':
    case 'lose-event':
    case 'repeat-event':
    case 'delay-event':
    case 'cut-stream':
    case 'silence-stream':
    case 'endless-line':
    case 'refuse-stream':
    case 'mute-stream':
    case undefined:
      return run();
  }
}

function garbled({ status }: Reply, as: 'html' | 'empty' | 'other-json'): Reply {
  if (as === 'html') return { ...edge(status), status };
  return as === 'empty' ? { status } : { status, body: { result: 'ok' } };
}

/** Account and positions are read by two calls; any other answer stays as it is. */
function withoutBalances(reply: Reply): Reply {
  if (Array.isArray(reply.body)) return { ...reply, body: [] };
  if (typeof reply.body !== 'object' || reply.body === null || !('cash' in reply.body)) return reply;
  const nothing = { cash: '0', buying_power: '0', equity: '0', portfolio_value: '0', long_market_value: '0' };
  return { ...reply, body: { ...reply.body, ...nothing } };
}

function withWrongPositions(reply: Reply, { how, symbol }: Extract<Effect, { kind: 'wrong-positions' }>): Reply {
  const positions = reply.body as { symbol: string; qty: string }[];
  if (how === 'empty') return { ...reply, body: [] };
  const wrong = symbol ?? positions[0]?.symbol;
  if (how === 'missing') return { ...reply, body: positions.filter((position) => position.symbol !== wrong) };
  const shown = positions.map((position) =>
    position.symbol === wrong ? { ...position, qty: decimal(position.qty).plus(LAST_DIGIT).toFixed() } : position,
  );
  return { ...reply, body: shown };
}

const LAST_DIGIT = decimal('0.000000001');

function withOtherCash(reply: Reply, usd: string): Reply {
  const account = reply.body as { cash: string };
  return { ...reply, body: { ...account, cash: decimal(account.cash).plus(decimal(usd)).toFixed(2) } };
}

/** What an error says. */
function messageOf({ status, body }: Reply): string | undefined {
  return status >= 400 ? (body as { message?: string } | undefined)?.message : undefined;
}

function assetNotFound(symbol = ''): Reply {
  return refuse(404, 40410000, `asset not found for ${symbol}`);
}

function unknownPath(): Reply {
  return refuse(404, 40410000, 'endpoint not found');
}
