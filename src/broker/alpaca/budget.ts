// The request budget of one key, as the broker's own headers tell it.

import type { IncomingHttpHeaders } from 'node:http';

export interface Budget {
  /** How long to wait before the next request, in milliseconds; 0 when it may leave at once. */
  waitMs(): number;
  /** Takes note of an answer, and returns how long it asks to wait, or undefined when it does not. */
  note(status: number, headers: IncomingHttpHeaders): number | undefined;
}

/** Without a header that says when, a spent budget is asked for again after this long. */
const DEFAULT_WAIT_MS = 1_000;
const MAX_WAIT_MS = 60_000;

/** `now` is the wall clock in milliseconds: the reset header is a time of day. */
export function createBudget(now: () => number): Budget {
  let blockedUntil = 0;
  return {
    waitMs: () => Math.max(0, blockedUntil - now()),
    note: (status, headers) => {
      const spent = status === 429 || secondsOf(headers['x-ratelimit-remaining']) === 0;
      if (!spent) return undefined;
      const wait = resetMs(headers, now());
      blockedUntil = Math.max(blockedUntil, now() + wait);
      return wait;
    },
  };
}

function resetMs(headers: IncomingHttpHeaders, now: number): number {
  const retryAfter = secondsOf(headers['retry-after']);
  const resetAt = secondsOf(headers['x-ratelimit-reset']);
  const wait = retryAfter !== undefined ? retryAfter * 1000 : resetAt !== undefined ? resetAt * 1000 - now : undefined;
  return Math.min(Math.max(wait ?? DEFAULT_WAIT_MS, 0), MAX_WAIT_MS);
}

/** Whole seconds; the other forms of these headers count as absent. */
function secondsOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^[0-9]{1,12}$/.test(header) ? Math.trunc(+header) : undefined;
}
