import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { parseExactly } from '../../domain/exact-json';
import { invariant } from '../../domain/invariant';
import { BrokerFault, type Reservation } from '../broker';
import { budgetOf } from './budgets';
import { faultCodeOf } from './errors';
import { type Exchange, exchange, type Outcome } from './exchange';
import { refuseLiveHost } from './hosts';
import { createKeyRing, headersOf } from './key-ring';
import { ErrorModel } from './models';

export interface AlpacaSettings {
  baseUrl: string;
  /** Where market data is served. */
  dataUrl: string;
  /** Which trades and quotes prices are made of; DEFAULT_FEED unless given. */
  feed?: 'iex' | 'sip';
  /** `broker`: the account is in the path. `trading`: the key is the account's. */
  api: 'broker' | 'trading';
  keyId: string;
  secretKey: string;
  /** Asked before each request, instead of the two above: the keys of this moment, of which any may be revoked. */
  keys?: () => readonly Key[];
  timeoutMs?: number;
  /** The network and its time; the real ones unless a simulation brings its own. */
  wire?: Wire;
}

/** Every key may read it. Without a feed in the request Alpaca takes the best that the key may read, which can change. */
export const DEFAULT_FEED = 'iex';

/** One of them, or two while they are rotated. */
export interface Key {
  keyId: string;
  secretKey: string;
}

/** What the adapter does to the world. `now` is milliseconds since 1970. */
export interface Wire {
  exchange(wanted: Exchange): Promise<Outcome>;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

export const REAL_WIRE: Wire = { exchange, now: Date.now, sleep: (ms) => delay(ms) };

/** An answer of any status; `body` is undefined when it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
  retryAfterMs: number | undefined;
}

export interface Transport {
  /**
   * One request, one answer; nothing is repeated. It leaves within `leaveWithinMs` (default: the timeout) or not at all.
   *
   * @throws BrokerFault UNREACHABLE or RATE_LIMITED (nothing was sent), or TIMEOUT (it left, and nothing is known).
   */
  request(url: string, init?: RequestOptions): Promise<Answer>;
  /** A1 of budget.ts. @throws BrokerFault RATE_LIMITED when the budget will not soon have room for a batch of so many requests. */
  reserve(requests: number): Promise<Reservation>;
  /** GETs and reads the answer as `model`. @throws BrokerFault for anything that is not a 2xx of that shape. */
  get<T>(url: string, model: z.ZodType<T>): Promise<T>;
}

export interface RequestOptions {
  method: 'POST' | 'DELETE';
  body?: object;
  leaveWithinMs?: number;
  /** A1 of budget.ts: it leaves the last of the request budget to what undoes and settles. */
  isNewOrder?: boolean;
}

const TIMEOUT_MS = 5_000;

/** @throws LiveBrokerError for a host that trades real money. */
// eslint-disable-next-line max-lines-per-function -- what one request meets on its way, in that order
export function createTransport(settings: AlpacaSettings): Transport {
  const { baseUrl, dataUrl, timeoutMs = TIMEOUT_MS, wire = REAL_WIRE } = settings;
  refuseLiveHost(baseUrl);
  refuseLiveHost(dataUrl);
  const ring = createKeyRing(settings);
  const tradingOrigin = originOf(`${baseUrl}/`);
  let shown: { key: Key; headers: Record<string, string> } | undefined;
  /** The headers of the last key are kept: keys change rarely, and every request shows one. */
  const shownBy = (key: Key) => {
    if (shown?.key.keyId !== key.keyId || shown.key.secretKey !== key.secretKey)
      shown = { key, headers: headersOf(settings.api, key) };
    return shown.headers;
  };

  const request: Transport['request'] = async (url, options) => {
    const { body, leaveWithinMs = timeoutMs, isNewOrder = false } = options ?? {};
    const waitedMs = await waitForBudget(
      wire,
      // Asked for each time: while it waits the other key may become the one to use.
      () => budgetOf(wire, ring.use().key.keyId, originOf(url)).waitMs(isNewOrder),
      leaveWithinMs,
      () => pathOf(url),
    );
    if (waitedMs > 0 && waitedMs >= leaveWithinMs) throw spentFault(pathOf(url), 0);
    const { key, refused } = ring.use();
    const budget = budgetOf(wire, key.keyId, originOf(url));
    const ended = budget.leave();
    const outcome = await wire.exchange({
      method: options?.method ?? 'GET',
      url,
      headers: shownBy(key),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs,
      leaveWithinMs: leaveWithinMs - waitedMs,
    });
    ended();
    if (outcome.kind !== 'answer') throw faultOf(outcome, url);
    const { status, text } = outcome;
    // The next request takes the other key. This one is not repeated: only the sender of an order knows whether it may be sent again.
    if (status === 401) refused();
    return { status, body: parseJson(text), retryAfterMs: budget.note(status, outcome.headers) };
  };
  return {
    request,
    reserve: async (requests) => {
      let reservation: Reservation | undefined;
      const waitMs = () => {
        const answer = budgetOf(wire, ring.use().key.keyId, tradingOrigin).reserve(requests);
        if (typeof answer === 'number') return answer;
        reservation = answer;
        return 0;
      };
      await waitForBudget(wire, waitMs, timeoutMs, () => 'a new batch');
      invariant(reservation !== undefined, 'the wait for requests ends when they are set aside');
      return reservation;
    },
    get: async (url, model) => {
      const { status, body, retryAfterMs } = await request(url);
      if (status < 200 || status > 299) {
        const path = pathOf(url);
        const waited = retryAfterMs === undefined ? {} : { retryAfterMs };
        const said = ErrorModel.safeParse(body);
        throw new BrokerFault(
          faultCodeOf(status),
          `GET ${path}: HTTP ${status}${said.success ? ` ${said.data.message}` : ''}`,
          { status, path, ...waited },
        );
      }
      const parsed = model.safeParse(body);
      if (parsed.success) return parsed.data;
      const path = pathOf(url);
      throw new BrokerFault(
        'UNREADABLE',
        `GET ${path}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
        { status, path },
      );
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return undefined;
  }
}

/**
 * Waits until `what` may leave: others that waited as well may be first. Returns how long that took by the clock, in milliseconds: a process
 * that is stopped meanwhile sleeps for longer than it meant to.
 */
async function waitForBudget(
  wire: Wire,
  budgetWaitMs: () => number,
  patienceMs: number,
  what: () => string,
): Promise<number> {
  let waitedMs = 0;
  for (let waitMs = budgetWaitMs(); waitMs > 0; waitMs = budgetWaitMs()) {
    if (waitedMs + waitMs >= patienceMs) throw spentFault(what(), waitMs);
    const beganAt = wire.now();
    await wire.sleep(waitMs);
    waitedMs += Math.max(waitMs, wire.now() - beganAt);
  }
  return waitedMs;
}

function spentFault(path: string, retryAfterMs: number): BrokerFault {
  return new BrokerFault('RATE_LIMITED', `${path}: the request budget is spent`, { path, retryAfterMs });
}

function faultOf(outcome: Exclude<Outcome, { kind: 'answer' }>, url: string): BrokerFault {
  const path = pathOf(url);
  return new BrokerFault(outcome.kind === 'not-sent' ? 'UNREACHABLE' : 'TIMEOUT', `${path}: ${outcome.reason}`, {
    path,
  });
}

/** "https://host:port". Every request asks for it, and parsing the whole URL would take longer than all else here. */
function originOf(url: string): string {
  return url.slice(0, url.indexOf('/', 'https://'.length));
}

function pathOf(url: string): string {
  const [address = ''] = url.split('?');
  return address.slice(address.indexOf('/', address.indexOf('//') + 2));
}
