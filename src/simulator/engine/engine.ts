// The simulated broker as one function: what is known, one request and the time give the answer and what is known next.
// No I/O, no clock, no randomness but the seeded: the same requests at the same times give the same answers.

import type { AdminCall } from '../admin/checked';
import * as happenings from '../admin/happenings';
import { reviseTrade } from '../admin/revised-trades';
import * as admin from '../admin/routes';
import { accountNotFound, type Reply, refuse, unauthorized } from '../api/reply';
import { countRequest } from '../api/request-limit';
import * as routes from '../api/routes';
import { asBrokerRequest } from '../api/trading-api';
import { applyFault } from './apply-fault';
import { type Call, type Effect, takeFault } from './faults';
import { passTime } from './market-clock';
import { iso, type SimulatorState } from './state';

export interface SimulatorRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: URLSearchParams;
  /** Parsed JSON, or undefined without a body; the numbers of a call of Alpaca's as their own text. */
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
  passTime(state, at);
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

const ADMIN: Record<string, (call: AdminCall) => Reply> = {
  'POST accounts': admin.createAccount,
  'PUT accounts': admin.putAccount,
  'PUT prices': admin.putPrices,
  'GET prices': admin.getPrices,
  'PUT assets': admin.putAsset,
  'PUT clock': admin.putClock,
  'POST splits': happenings.splitAsset,
  'POST dividends': happenings.payDividend,
  'POST spin-offs': happenings.spinOff,
  'POST renames': happenings.renameAsset,
  'POST transfers': happenings.transfer,
  'POST activities': happenings.addActivity,
  'POST revised-trades': reviseTrade,
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
  return withFaults(state, request, { operation: 'read', accountId, symbol }, at, () => {
    const call = routes.findRead(request.path);
    return call?.({ state, query: request.query, at, byKey }) ?? unknownPath();
  });
}

const SHOWS: Record<string, Call['shows']> = { 'GET account': 'account', 'GET positions': 'positions' };

function trade(state: SimulatorState, request: SimulatorRequest, parts: string[], byKey: boolean, at: number): Reply {
  const { method, body, query } = request;
  const [, , noun = '', accountId = '', ...rest] = parts;
  const { name, id } = routes.nameOf(method, rest);
  const readCall = routes.ACCOUNT_READS[name];
  const orderCall = routes.ORDER_CALLS[name];
  if (noun !== 'accounts' || (readCall === undefined && orderCall === undefined)) return unknownPath();
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

/** What an error says. */
function messageOf({ status, body }: Reply): string | undefined {
  return status >= 400 ? (body as { message?: string } | undefined)?.message : undefined;
}

function unknownPath(): Reply {
  return refuse(404, 40410000, 'endpoint not found');
}
