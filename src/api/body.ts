import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

const BODY_MAX_BYTES = 64 * 1_024;
const JSON_TYPE = /^application\/json *(; *charset="?utf-8"? *)?$/i;

/** Refuses a body that is too large. */
export const limitedBody: MiddlewareHandler<ApiEnv> = bodyLimit({
  maxSize: BODY_MAX_BYTES,
  onError: () => {
    throw new ApiProblem('BODY_TOO_LARGE', `the body has more than ${BODY_MAX_BYTES} bytes`);
  },
});

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
