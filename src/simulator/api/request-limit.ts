// Alpaca's limit of requests, off unless set: so many in each minute that a key begins.

import type { SimulatorState } from '../engine/state';
import { type Reply, rateLimited } from './reply';

const MINUTE_MS = 60_000;

/** What the limit makes of one request: a 429 in place of its answer, or headers on it; neither while there is no limit. */
export interface Counted {
  refusal?: Reply;
  headers?: Record<string, string>;
}

/** Counts one request of `keyId` at market time `at`. */
export function countRequest(state: SimulatorState, keyId: string, at: number): Counted {
  const limit = state.settings.requestsPerMinute;
  if (limit === null) return {};
  let minute = state.minutes.get(keyId);
  if (minute === undefined || at >= minute.endsAt) {
    minute = { endsAt: at + MINUTE_MS, used: 0 };
    state.minutes.set(keyId, minute);
  }
  const reset = { 'X-RateLimit-Reset': String(Math.ceil(minute.endsAt / 1_000)) };
  if (minute.used >= limit) {
    const refusal = rateLimited(Math.ceil((minute.endsAt - at) / 1_000), at, limit);
    return { refusal: { ...refusal, headers: { ...refusal.headers, ...reset } } };
  }
  minute.used += 1;
  return {
    headers: {
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(limit - minute.used),
      ...reset,
    },
  };
}
