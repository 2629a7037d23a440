import type { z } from '@hono/zod-openapi';
import { ApiProblem } from './problem';

/** The problem of a value that its schema refuses: each field, with its rule. */
export function invalidRequest({ error }: { target: string; error: z.ZodError }): ApiProblem {
  const errors = error.issues.flatMap(errorsOf);
  const [first] = errors;
  return new ApiProblem('INVALID_REQUEST', first === undefined ? error.message : `${first.field} ${first.rule}`, {
    errors,
  });
}

/** One line for each field that is not known: zod names them together. */
function errorsOf(issue: z.core.$ZodIssue): { field: string; rule: string }[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: [...at, key].join('.'), rule: 'is not known here' }));
  return [{ field: at.join('.') || 'body', rule: issue.message }];
}
