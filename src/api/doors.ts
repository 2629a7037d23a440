import type { OpenAPIHono } from '@hono/zod-openapi';
import { type AppInput, createApp } from './app';
import type { ConsoleFiles } from './console/files';
import { addConsoleAssets, consolePage } from './console/serve';
import { addSessions, inSession, isOfConsole } from './console/sessions';
import type { ApiEnv } from './environment';
import { ApiProblem, problemResponse } from './problem';

/** `console` is what was built of it; without it nobody sees its page. */
export interface DoorsInput extends AppInput {
  console?: ConsoleFiles | undefined;
}

/**
 * Returns the two doors as one: programs with a key, and people at the console with a session. Both have the same routes, and the audit
 * says by which one somebody asked.
 */
export function createDoors(input: DoorsInput): (request: Request, env?: unknown) => Response | Promise<Response> {
  const [api, people] = [createApp(input), createConsole(input)];
  return (request, env) => (isOfConsole(request) ? people : api).fetch(request, env);
}

function createConsole({ console: files, ...input }: DoorsInput): OpenAPIHono<ApiEnv> {
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
