// What anybody may read without a key: what a problem means, and the contract.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { isProblemCode, PROBLEMS } from './codes';
import { contract } from './contract';
import type { ApiEnv } from './environment';

const SCRIPT = '/docs/redoc.js';
const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Autobalancer: HTTP API</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><redoc spec-url="/openapi.json"></redoc><script src="${SCRIPT}"></script></body>
</html>
`;
/** The page's own script only: it writes styles into the page, and searches in a worker of its own. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function addPages(app: OpenAPIHono<ApiEnv>): void {
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code');
    if (!isProblemCode(code)) return c.notFound();
    const { status, title } = PROBLEMS[code];
    return c.text(`${code} (${status})\n\n${title}\n`);
  });
  const document = JSON.stringify(contract());
  app.get('/openapi.json', (c) => c.body(document, 200, { 'Content-Type': 'application/json' }));
  app.get('/docs', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY }));
  let script: string | undefined;
  app.get(SCRIPT, (c) => {
    script ??= readFileSync(scriptFile(), 'utf8');
    return c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'max-age=86400' });
  });
}

/** The build puts it beside this file; from the sources it is where it was installed. */
function scriptFile(): string {
  const built = join(__dirname, 'redoc.js');
  if (existsSync(built)) return built;
  return join(dirname(require.resolve('@redocly/cli/package.json')), 'lib/chunks/redoc.standalone.js');
}
