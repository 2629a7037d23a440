import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { accessLog } from './access-log';
import { type Authenticate, authenticated } from './authentication';
import { limitedBody } from './body';
import type { ApiDeps } from './endpoint';
import type { ApiEnv } from './environment';
import { problemOf } from './faults';
import { addPages } from './pages';
import { ApiProblem, problemResponse } from './problem';
import type { RateLimits } from './rate-limits';
import { addRoutes } from './routes';
import type { EventFeed } from './routes/events';
import { invalidRequest } from './validation';

export interface AppInput {
  deps: ApiDeps;
  authenticate: Authenticate;
  limits: RateLimits;
  /** Where a request comes from: the peer's address, since a header may say anything. */
  addressOf(c: Context<ApiEnv>): string;
  log: Logger;
  monotonicMs(): number;
  events: EventFeed;
  /** Finds who asks; by a key unless given. */
  identified?: MiddlewareHandler<ApiEnv>;
}

/** Returns the HTTP API. It does not listen: a program, or a test, hands it requests. */
export function createApp(input: AppInput): OpenAPIHono<ApiEnv> {
  const { deps, authenticate, limits, addressOf, log, monotonicMs, events } = input;
  const { identified = authenticated(authenticate, limits, addressOf) } = input;
  const app = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalidRequest(result);
    },
  });
  app.use(requestId({ limitLength: 64 }));
  app.use(accessLog(log, monotonicMs));
  // TLS, and what goes with it, is the deployer's.
  app.use(secureHeaders({ strictTransportSecurity: false, xFrameOptions: 'DENY' }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, allow) =>
        problemResponse(c, new ApiProblem('METHOD_NOT_ALLOWED', `${c.req.method} is not for this path`, { allow })),
    }),
  );
  app.use('/v1/*', async (c, next) => {
    c.header('Cache-Control', 'no-store');
    await next();
  });
  app.use('/v1/*', identified);
  app.use('/v1/*', limitedBody);
  app.notFound((c) => problemResponse(c, new ApiProblem('PATH_NOT_FOUND', `there is nothing at ${c.req.path}`)));
  app.onError((error, c) => {
    const problem = problemOf(error);
    if (problem.code === 'FAILED') log.error({ err: error, requestId: c.get('requestId') }, 'a request failed');
    return problemResponse(c, problem);
  });
  addPages(app);
  addRoutes({ app, deps }, events, monotonicMs);
  return app;
}
