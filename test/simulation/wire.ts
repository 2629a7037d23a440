import type { Exchange, Outcome } from '../../src/broker/alpaca/exchange';
import type { Wire } from '../../src/broker/alpaca/transport';
import { type Reply, textOf } from '../../src/simulator/api/reply';
import { type SimulatorRequest, step } from '../../src/simulator/engine/engine';
import type { SimulatorState } from '../../src/simulator/engine/state';
import type { Random } from '../support/random';
import { type Clock, WORLD } from './clock';

/** The way to the broker: how long a connection takes, or null when there is none. */
export type Way = () => number | null;

/** The network between adapter and simulator: the same requests and answers as over sockets, in simulated time. */
export function createSimulatedWire(state: SimulatorState, clock: Clock, random: Random, way: Way): Wire {
  return {
    now: clock.now,
    sleep: (ms) => new Promise<void>((resolve) => clock.after(ms, WORLD, resolve)),
    exchange: (wanted) =>
      new Promise<Outcome>((resolve) => {
        const startedAt = clock.now();
        const connectMs = way();
        const leaveWithinMs = wanted.leaveWithinMs ?? wanted.timeoutMs;
        if (connectMs === null || connectMs > leaveWithinMs) {
          clock.after(connectMs === null ? 1 : leaveWithinMs, WORLD, () => resolve(NOT_SENT));
          return;
        }
        const request = requestOf(wanted);
        const timeoutAt = startedAt + wanted.timeoutMs;
        clock.after(connectMs + random.int(1, 40), WORLD, () => arrive(request, timeoutAt, resolve));
      }),
  };

  function arrive(request: SimulatorRequest, timeoutAt: number, resolve: (outcome: Outcome) => void): void {
    const reply = step(state, request, clock.now());
    const { holdMs } = reply;
    if (holdMs === undefined) return answer(reply, timeoutAt, resolve);
    if (clock.now() + holdMs > timeoutAt) giveUp(timeoutAt, resolve);
    clock.after(holdMs, WORLD, () => answer(step(state, { ...request, held: true }, clock.now()), timeoutAt, resolve));
  }

  /** A promise that was resolved stays as it is: an answer after the timeout reaches nobody. */
  function answer(reply: Reply, timeoutAt: number, resolve: (outcome: Outcome) => void): void {
    const text = textOf(reply);
    const drippingMs = reply.bytesPerSecond === undefined ? 0 : (text.length / reply.bytesPerSecond) * 1_000;
    const backMs = (reply.delayMs ?? 0) + drippingMs + (random.chance(0.25) ? random.int(1, 30) : 0);
    if (clock.now() + backMs > timeoutAt) return giveUp(timeoutAt, resolve);
    const outcome: Outcome = reply.drop
      ? { kind: 'no-answer', reason: 'ECONNRESET', timedOut: false }
      : { kind: 'answer', status: reply.status, headers: lowerCase(reply.headers), text };
    if (backMs === 0) resolve(outcome);
    else clock.after(backMs, WORLD, () => resolve(outcome));
  }

  function giveUp(timeoutAt: number, resolve: (outcome: Outcome) => void): void {
    const outcome: Outcome = { kind: 'no-answer', reason: 'no answer in time', timedOut: true };
    clock.after(Math.max(timeoutAt - clock.now(), 0), WORLD, () => resolve(outcome));
  }
}

const NOT_SENT: Outcome = { kind: 'not-sent', reason: 'ECONNREFUSED' };

/** Where the host begins: behind "http://". */
const HOST_AT = 7;

function requestOf({ method, url, body }: Exchange): SimulatorRequest {
  // As `new URL` has it, which takes much longer: an adapter's address has no fragment.
  const [address = '', query = ''] = url.split('?');
  return {
    method,
    path: decodeURIComponent(address.slice(address.indexOf('/', HOST_AT))),
    query: query === '' ? NO_QUERY : new URLSearchParams(query),
    body: body === undefined ? undefined : (JSON.parse(body) as unknown),
    authenticated: true,
    keyId: 'simulation',
  };
}

/** Nobody adds to it. */
const NO_QUERY = new URLSearchParams();

function lowerCase(headers: Record<string, string> | undefined): Record<string, string> {
  if (headers === undefined) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
