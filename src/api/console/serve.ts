import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ApiEnv } from '../environment';
import type { ConsoleFile, ConsoleFiles } from './files';

/** Nothing inline, nothing from elsewhere, and no string becomes code. */
const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Serves what the console's page loads. A name has its content's hash, so that a browser asks for it once. */
export function addConsoleAssets(app: OpenAPIHono<ApiEnv>, { assets }: ConsoleFiles): void {
  app.get('/assets/:name', (c) => {
    const file = assets.get(c.req.param('name'));
    if (file === undefined) return c.notFound();
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    return send(c, file);
  });
}

/**
 * Returns the console's page where a browser asks for a screen, and undefined where something else is asked for: the paths of screens
 * are the console's own.
 */
export function consolePage(c: Context<ApiEnv>, { page }: ConsoleFiles): Response | undefined {
  const { method, path } = c.req;
  const isRead = method === 'GET' || method === 'HEAD';
  const wantsPage = (c.req.header('Accept') ?? '').includes('text/html');
  if (!isRead || !wantsPage || /^\/(v1|problems|assets)(\/|$)/.test(path)) return undefined;
  c.header('Cache-Control', 'no-cache');
  c.header('Content-Security-Policy', CONSOLE_POLICY);
  return send(c, page);
}

function send(c: Context<ApiEnv>, { type, plain, zipped }: ConsoleFile): Response {
  const takesZipped = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '');
  c.header('Content-Type', type);
  c.header('Vary', 'Accept-Encoding');
  if (takesZipped) c.header('Content-Encoding', 'gzip');
  return c.body(takesZipped ? zipped : plain);
}
