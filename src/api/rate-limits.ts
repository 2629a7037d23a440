import type { Context } from 'hono';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

/** From one address: somebody who tries keys, or a program that goes on with one that was revoked. */
const REFUSED_PER_MINUTE = 60;

export interface RateLimits {
  /** Counts a request of a caller. @throws ApiProblem when there were too many */
  count(c: Context<ApiEnv>, principal: string): Promise<void>;
  /** Counts a request whose key was refused. @throws ApiProblem when there were too many from its address */
  countRefused(address: string): Promise<void>;
}

/** In memory: each process of the API counts for itself. */
export function createRateLimits(requestsPerMinute: number): RateLimits {
  const callers = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  const refused = new RateLimiterMemory({ points: REFUSED_PER_MINUTE, duration: 60 });
  return {
    count: async (c, principal) => {
      const left = await callers.consume(principal).catch(tooMany);
      c.header('RateLimit-Policy', `"key";q=${requestsPerMinute};w=60`);
      c.header('RateLimit', `"key";r=${left.remainingPoints};t=${secondsOf(left)}`);
    },
    countRefused: async (address) => {
      await refused.consume(address).catch(tooMany);
    },
  };
}

function tooMany(limit: RateLimiterRes): never {
  throw new ApiProblem('TOO_MANY_REQUESTS', 'there were more requests within a minute than are answered', {
    retryAfter: secondsOf(limit),
  });
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}
