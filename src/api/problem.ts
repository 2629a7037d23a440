import type { Context } from 'hono';
import { PROBLEMS, type ProblemCode } from './codes';
import type { ApiEnv } from './environment';
import { Problem } from './schemas/problem';

/** What ends a request instead of its answer. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly more: {
      errors?: Problem['errors'];
      /** Seconds. */
      retryAfter?: number;
      allow?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
  }
}

/** Answers with a problem, as RFC 9457 has it. */
export function problemResponse(c: Context<ApiEnv>, { code, message, more }: ApiProblem): Response {
  const { status, title } = PROBLEMS[code];
  const problem = Problem.parse({
    type: `/problems/${code}`,
    title,
    status,
    detail: message,
    code,
    requestId: c.get('requestId'),
    errors: more.errors,
  });
  c.set('problem', code);
  c.header('Content-Type', 'application/problem+json');
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="autobalancer"');
  if (more.retryAfter !== undefined) c.header('Retry-After', `${more.retryAfter}`);
  if (more.allow !== undefined) c.header('Allow', more.allow.join(', '));
  return c.body(JSON.stringify(problem), status);
}
