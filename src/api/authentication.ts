import type { MiddlewareHandler } from 'hono';
import type { Principal } from '../domain/principal';
import type { Role } from '../domain/role';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

/** Who asks, and what they may do. */
export interface Caller {
  principal: Principal;
  role: Role;
}

export type Authenticated =
  | { ok: true; caller: Caller }
  | { ok: false; refusal: 'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_REVOKED'; message: string };

/** Finds who has this key, at each request: what was revoked is refused at once. */
export type Authenticate = (key: string) => Promise<Authenticated>;

/** Lets nobody through without a key of ours. */
export function authenticated(authenticate: Authenticate): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const [, key] = /^Bearer +(\S+) *$/i.exec(c.req.header('Authorization') ?? '') ?? [];
    if (key === undefined) throw new ApiProblem('KEY_MISSING', 'the header Authorization with a key is missing');
    const known = await authenticate(key);
    if (!known.ok) throw new ApiProblem(known.refusal, known.message);
    c.set('caller', known.caller);
    await next();
  };
}
