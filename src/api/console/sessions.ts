import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION_MAX_MS } from '../../domain/session';
import { checkSession } from '../../operations/check-session';
import { endSession } from '../../operations/end-session';
import { openSession } from '../../operations/open-session';
import { limitedBody, readableBody } from '../body';
import type { ApiDeps } from '../endpoint';
import type { ApiEnv } from '../environment';
import { ApiProblem } from '../problem';
import type { RateLimits } from '../rate-limits';
import { OWN_HEADER, sameSite } from './same-site';

export interface SessionsInput {
  deps: ApiDeps;
  limits: RateLimits;
  addressOf(c: Context<ApiEnv>): string;
}

/** A browser that knows this beginning sends it to this host only, over TLS or to its own machine, and shows it to no script. */
const COOKIE = '__Host-session';
const COOKIE_OPTIONS = { path: '/', secure: true, httpOnly: true, sameSite: 'Strict' } as const;
const KeyGiven = z.strictObject({ key: z.string().max(200) });

/**
 * Adds how a person gets into a session and out of it. These paths are the console's own and no part of the contract. Single sign-on will be
 * another way in: what counts afterwards is the session.
 */
export function addSessions(app: OpenAPIHono<ApiEnv>, input: SessionsInput): void {
  const { deps, limits, addressOf } = input;
  app.post('/console/session', sameSite, limitedBody, readableBody(true), async (c) => {
    const given = KeyGiven.safeParse(await c.req.json());
    if (!given.success) throw new ApiProblem('INVALID_REQUEST', 'the body must be { "key": "ab_live_…" }');
    const { key } = given.data;
    const opened = await limits.identify(addressOf(c), key, () => openSession(deps, key));
    if (!opened.ok) throw new ApiProblem(opened.refusal, opened.message);
    setCookie(c, COOKIE, opened.token, { ...COOKIE_OPTIONS, maxAge: SESSION_MAX_MS / 1_000 });
    return c.json(opened.caller, 201);
  });
  app.delete('/console/session', inSession(input), async (c) => {
    const caller = c.get('caller');
    if (caller !== undefined) await endSession(deps, caller.principal, tokenOf(c));
    deleteCookie(c, COOKIE, COOKIE_OPTIONS);
    return c.body(null, 204);
  });
}

/** Lets nobody through who is in no session, nor what another site sent in their name. */
export function inSession({ deps, limits, addressOf }: SessionsInput): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const token = tokenOf(c);
    const isPerson = c.req.header(OWN_HEADER) === 'person';
    if (token === '') {
      // A page that finds no session asks once, and shows the login.
      await limits.countNobody(addressOf(c));
      throw new ApiProblem('SESSION_OVER', 'there is no session');
    }
    const known = await limits.identify(addressOf(c), token, () => checkSession(deps, { token, isPerson }));
    if (!known.ok) throw new ApiProblem(known.refusal, known.message);
    c.set('caller', known.caller);
    // A page that only listens keeps no session open.
    c.set('isAllowed', async () => (await checkSession(deps, { token, isPerson: false })).ok);
    await limits.count(c, known.caller.principal);
    await sameSite(c, next);
  };
}

/** True for what a browser at the console asks, in a session or not. Who sends a key is at the other door. */
export function isOfConsole({ headers, url }: Request): boolean {
  if (headers.has('Authorization')) return false;
  const isApi = new URL(url).pathname.startsWith('/v1/');
  return !isApi || headers.has(OWN_HEADER) || (headers.get('Cookie') ?? '').includes(`${COOKIE}=`);
}

function tokenOf(c: Context<ApiEnv>): string {
  return getCookie(c, COOKIE) ?? '';
}
