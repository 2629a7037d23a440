import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

const BODY_MAX_BYTES = 64 * 1_024;
const BODY_MS = 30_000;
/** Paths to which files are sent. */
const UPLOADS: ReadonlySet<string> = new Set(['/v1/imports']);
const JSON_TYPE = /^application\/json *(; *charset="?utf-8"? *)?$/i;

const small = bodyLimit({
  maxSize: BODY_MAX_BYTES,
  onError: () => {
    throw new ApiProblem('BODY_TOO_LARGE', `the body has more than ${BODY_MAX_BYTES} bytes`);
  },
});

/** Refuses a body that is too large, or too slow: somebody who sends a byte a second must not hold a connection. A file has its own limits. */
export const limitedBody: MiddlewareHandler<ApiEnv> = async (c, next) => {
  if (c.req.method === 'POST' && UPLOADS.has(c.req.path)) return next();
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new ApiProblem('BODY_TOO_SLOW', `the body took more than ${BODY_MS} ms`)), BODY_MS);
  });
  const read = async () => {
    await c.req.arrayBuffer();
    clearTimeout(late);
    await next();
  };
  await Promise.race([small(c, read), tooLate]).finally(() => clearTimeout(late));
};

/** Lets a file of one of these types through to a route that reads it as it comes. */
export function uploadedBody(types: readonly string[]): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (!types.includes(typeOf(c)))
      throw new ApiProblem('TYPE_NOT_TAKEN', `the content type must be ${types.join(' or ')}, and the text UTF-8`);
    await next();
  };
}

/** The content type without its parameters. */
export function typeOf(c: Context<ApiEnv>): string {
  return (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * Lets JSON in UTF-8 through to a route that takes a body, and nothing to one that takes none: somebody who sends `{ "dryRun": true }` to it
 * must not be taken for somebody who sent nothing.
 */
export function readableBody(isTaken: boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const bytes = await c.req.arrayBuffer();
    if (!isTaken && bytes.byteLength > 0)
      throw new ApiProblem('INVALID_REQUEST', 'this operation takes no body', {
        errors: [{ field: 'body', rule: 'must be empty' }],
      });
    if (isTaken && !JSON_TYPE.test(c.req.header('Content-Type') ?? ''))
      throw new ApiProblem('NOT_JSON', 'the content type must be application/json, and the text UTF-8');
    if (isTaken) refuseUnreadable(bytes);
    await next();
  };
}

function refuseUnreadable(bytes: ArrayBuffer): void {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new ApiProblem('UNREADABLE_BODY', `the body cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
