import { hash } from 'node:crypto';
import type { Context } from 'hono';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

/** From one address: somebody who tries keys, or a program that goes on with one that was revoked. */
const REFUSED_PER_MINUTE = 60;
/** Of a hash in hex: 65,536 buckets. */
const BUCKET_DIGITS = 4;
const GOOD_MAX = 10_000;

export interface RateLimits {
  /** Counts a request of a caller. @throws ApiProblem when there were too many */
  count(c: Context<ApiEnv>, principal: string): Promise<void>;
  /**
   * Looks up who shows a key or a session. When too many from an address were refused, what was not good before is refused there without
   * a look. @throws ApiProblem
   */
  identify<Found extends { ok: boolean }>(address: string, shown: string, lookUp: () => Promise<Found>): Promise<Found>;
  /** Counts somebody who shows nothing. @throws ApiProblem when there were too many from their address */
  countNobody(address: string): Promise<void>;
}

/** In memory: each process of the API counts for itself. */
export function createRateLimits(requestsPerMinute: number): RateLimits {
  const callers = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  const refused = new RateLimiterMemory({ points: REFUSED_PER_MINUTE, duration: 60 });
  const good = createGood();
  return {
    count: async (c, principal) => {
      const left = await callers.consume(principal).catch(tooMany);
      c.header('RateLimit-Policy', `"key";q=${requestsPerMinute};w=60`);
      c.header('RateLimit', `"key";r=${left.remainingPoints};t=${secondsOf(left)}`);
    },
    identify: async (address, shown, lookUp) => {
      const bucket = bucketOf(address);
      const isGood = good.has(shown);
      // Counted before it is looked up, so that many at the same moment are no way around.
      if (!isGood) await refused.consume(bucket).catch(tooMany);
      const found = await lookUp();
      if (found.ok) good.add(shown);
      else good.delete(shown);
      if (found.ok && !isGood) await refused.reward(bucket);
      // It was good until now: revoked, or expired.
      if (!found.ok && isGood) await refused.consume(bucket).catch(tooMany);
      return found;
    },
    countNobody: async (address) => {
      await refused.consume(bucketOf(address)).catch(tooMany);
    },
  };
}

/** A network of IPv6 is one, because an address there comes with all the others. As many buckets as there may be, so that memory has an end. */
function bucketOf(address: string): string {
  const isV6 = address.includes(':') && !address.includes('.');
  const [network = ''] = isV6 ? address.split('::') : [address];
  const text = isV6 ? network.split(':').slice(0, 4).join(':') : network;
  return hash('sha256', text).slice(0, BUCKET_DIGITS);
}

/** What was good when it was shown last, of late. */
function createGood() {
  const hashes = new Set<string>();
  return {
    has: (shown: string) => hashes.has(hash('sha256', shown)),
    delete: (shown: string) => hashes.delete(hash('sha256', shown)),
    add: (shown: string) => {
      const one = hash('sha256', shown);
      hashes.delete(one);
      hashes.add(one);
      const [oldest] = hashes;
      if (hashes.size > GOOD_MAX && oldest !== undefined) hashes.delete(oldest);
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
