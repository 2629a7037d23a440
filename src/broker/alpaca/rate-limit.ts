import type { IncomingHttpHeaders } from 'node:http';

/** What an answer's headers say about the requests of its minute. What is not a whole number counts as absent. */
export interface RateLimit {
  limit: number | undefined;
  remaining: number | undefined;
  /** When the minute ends, in milliseconds since 1970 on the broker's clock. */
  resetAtMs: number | undefined;
  retryAfterMs: number | undefined;
}

export function readRateLimit(headers: IncomingHttpHeaders): RateLimit {
  return {
    limit: wholeOf(headers['x-ratelimit-limit']),
    remaining: wholeOf(headers['x-ratelimit-remaining']),
    resetAtMs: inMs(wholeOf(headers['x-ratelimit-reset'])),
    retryAfterMs: inMs(wholeOf(headers['retry-after'])),
  };
}

function wholeOf(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^[0-9]{1,12}$/.test(header) ? Number.parseInt(header, 10) : undefined;
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}
