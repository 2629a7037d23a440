import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { ApiEnv } from './environment';

/** A line for each request. Neither its headers nor its query are in it: somebody may have put a secret there. */
export function accessLog(log: Logger, monotonicMs: () => number): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const since = monotonicMs();
    await next();
    const { status } = c.res;
    const { method, path } = c.req;
    const ms = Math.round(monotonicMs() - since);
    const line = {
      requestId: c.get('requestId'),
      principal: c.get('caller')?.principal,
      route: routePath(c, -1),
      code: c.get('problem'),
      status,
      ms,
    };
    log[status >= 500 ? 'error' : 'info'](line, `${method} ${path} ${status} in ${ms} ms`);
  };
}
