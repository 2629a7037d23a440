import type { OpenAPIHono } from '@hono/zod-openapi';
import { fleetHealth } from '../operations/fleet-health';
import { type AppInput, createApp } from './app';
import type { ConsoleFiles } from './console/files';
import { addConsoleAssets, consolePage } from './console/serve';
import { addSessions, inSession, isOfConsole } from './console/sessions';
import type { ApiDeps } from './endpoint';
import type { ApiEnv } from './environment';
import { ApiProblem, problemResponse } from './problem';
import { shared } from './shared';

/** Many consoles look at the fleet, which costs the same however many they are. */
const FLEET_AGE_MS = 1_000;

/** `console` is what was built of it; without it nobody sees its page. */
export interface DoorsInput extends Omit<AppInput, 'deps'> {
  deps: Omit<ApiDeps, 'fleet'>;
  console?: ConsoleFiles | undefined;
}

/**
 * Returns the two doors as one: programs with a key, and people at the console with a session. Both have the same routes, and the audit
 * says by which one somebody asked.
 */
export function createDoors(input: DoorsInput): (request: Request, env?: unknown) => Response | Promise<Response> {
  const { deps, monotonicMs } = input;
  const fleet = shared(() => fleetHealth(deps), { maxAgeMs: FLEET_AGE_MS, monotonicMs });
  const both = { ...input, deps: { ...deps, fleet } };
  const [api, people] = [createApp(both), createConsole(both)];
  return (request, env) => (isOfConsole(request) ? people : api).fetch(request, env);
}

function createConsole({ console: files, ...input }: AppInput & Pick<DoorsInput, 'console'>): OpenAPIHono<ApiEnv> {
  const deps = { ...input.deps, door: 'console' as const };
  const who = { deps, limits: input.limits, addressOf: input.addressOf };
  const app = createApp({ ...input, deps, identified: inSession(who) });
  addSessions(app, who);
  if (files !== undefined) addConsoleAssets(app, files);
  app.notFound(
    (c) =>
      (files && consolePage(c, files)) ??
      problemResponse(c, new ApiProblem('PATH_NOT_FOUND', `there is nothing at ${c.req.path}`)),
  );
  return app;
}
