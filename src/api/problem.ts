import type { Context } from 'hono';
import { PROBLEMS, type ProblemCode, type ProblemStatus } from './codes';
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
      about?: Problem['about'];
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
  }
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Answers with a problem, as RFC 9457 has it. */
export function problemResponse(c: Context<ApiEnv>, problem: ApiProblem): Response {
  const { retryAfter, allow } = problem.more;
  const { status, text } = problemText(c, problem);
  c.set('problem', problem.code);
  c.header('Content-Type', PROBLEM_TYPE);
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="autobalancer"');
  if (retryAfter !== undefined) c.header('Retry-After', `${retryAfter}`);
  if (allow !== undefined) c.header('Allow', allow.join(', '));
  return c.body(text, status);
}

/** Returns the body of a problem and its status. */
export function problemText(
  c: Context<ApiEnv>,
  { code, message, more }: ApiProblem,
): { status: ProblemStatus; text: string } {
  const { status, title } = PROBLEMS[code];
  const requestId = c.get('requestId');
  const { errors, about } = more;
  const problem = Problem.parse({
    type: `/problems/${code}`,
    title,
    status,
    detail: message,
    code,
    requestId,
    errors,
    about,
  });
  return { status, text: JSON.stringify(problem) };
}
