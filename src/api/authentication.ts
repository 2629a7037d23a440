import type { Context, MiddlewareHandler } from 'hono';
import type { Principal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import type { Role } from '../domain/role';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';
import type { RateLimits } from './rate-limits';

/** Who asks, and what they may do. */
export interface Caller {
  principal: Principal;
  role: Role;
}

/** Finds who has this key, at each request: what was revoked is refused at once. */
export type Authenticate = (
  key: string,
) => Promise<{ ok: true; caller: Caller } | Refused<'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_REVOKED'>>;

/** Lets nobody through without a key of ours, nor more often than `limits` say. */
export function authenticated(
  authenticate: Authenticate,
  limits: RateLimits,
  addressOf: (c: Context<ApiEnv>) => string,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const [, key] = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '') ?? [];
    if (key === undefined) throw new ApiProblem('KEY_MISSING', 'the header Authorization with a key is missing');
    const known = await limits.identify(addressOf(c), key, () => authenticate(key));
    if (!known.ok) throw new ApiProblem(known.refusal, known.message);
    c.set('caller', known.caller);
    c.set('isAllowed', async () => (await authenticate(key)).ok);
    await limits.count(c, known.caller.principal);
    await next();
  };
}
