import type { OpenAPIHono } from '@hono/zod-openapi';
import { isProblemCode, PROBLEMS } from '../codes';
import type { ApiEnv } from '../environment';

/** Serves the page that the `type` of a problem names. Anybody may read it. */
export function addProblemPages(app: OpenAPIHono<ApiEnv>): void {
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code');
    if (!isProblemCode(code)) return c.notFound();
    const { status, title } = PROBLEMS[code];
    return c.text(`${code} (${status})\n\n${title}\n`);
  });
}
