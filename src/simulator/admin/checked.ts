// What every call of the simulator's own has: its parts, and the check of its body, field by field.

import { z } from 'zod';
import { decimal, decimalProblem, ZERO } from '../../domain/money';
import type { Reply } from '../api/reply';
import type { SimulatorState } from '../engine/state';

/** One administrative call; `at` is market time and `now` the caller's. */
export interface AdminCall {
  state: SimulatorState;
  body: unknown;
  query: URLSearchParams;
  /** The last part of the path. */
  name: string;
  at: number;
  now: number;
}

/** A decimal string with no more than this many decimals. */
export const amount = (decimals: number, accepts: 'any' | 'zero' | 'positive') =>
  z.unknown().transform((value, context) => {
    const problem = decimalProblem(value, decimals) ?? signProblem(value as string, accepts);
    if (problem === undefined) return value as string;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
export const symbol = z.string().regex(/^[A-Z][A-Z0-9.]{0,9}$/, 'must look like "META" or "BRK.B"');
export function checked<T extends z.ZodType>(schema: T, body: unknown, use: (value: z.output<T>) => Reply): Reply {
  const parsed = schema.safeParse(body);
  if (parsed.success) return use(parsed.data);
  const { issues } = parsed.error;
  // A misspelt field also makes the right one missing: the name that was typed says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue?.code === 'unrecognized_keys')
    return invalidField(
      [...issue.path, issue.keys[0]].join('.'),
      'is not a field: docs/simulator-differences.md names those there are',
    );
  const message = issue?.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue?.message;
  return invalidField(issue?.path.join('.') ?? '', message ?? 'is invalid');
}

export function invalidField(field: string, message: string): Reply {
  return { status: 400, body: { code: 'INVALID', field, message } };
}

function signProblem(text: string, accepts: 'any' | 'zero' | 'positive'): string | undefined {
  const value = decimal(text);
  if (accepts === 'any') return undefined;
  if (value.isNegative()) return 'must not be negative';
  return accepts === 'positive' && !value.greaterThan(ZERO) ? 'must be above zero' : undefined;
}
