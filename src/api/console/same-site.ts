import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from '../environment';
import { ApiProblem } from '../problem';

/**
 * "person" when somebody did something just now, "clock" for what the console asks by itself. No form and no page of another site can
 * send a header of this name.
 */
export const OWN_HEADER = 'X-Autobalancer-Console';

/** Lets through what changes something only when the console itself sent it: a browser adds the cookie to whatever another site asks. */
export const sameSite: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!isRead && !isOwn(c.req.raw)) throw new ApiProblem('CROSS_SITE', 'it was not sent by the console itself');
  await next();
};

function isOwn({ headers, url }: Request): boolean {
  const origin = headers.get('Origin');
  // Behind a proxy with TLS the scheme differs, the host does not.
  const isSame =
    origin !== null && URL.canParse(origin) && new URL(origin).host === (headers.get('Host') ?? new URL(url).host);
  const site = headers.get('Sec-Fetch-Site') ?? 'same-origin';
  return isSame && site === 'same-origin' && headers.has(OWN_HEADER);
}
