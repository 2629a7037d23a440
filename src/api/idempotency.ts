import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { answerOnce, type BegunRequest, type KeyedAnswer, type Worked } from '../operations/answer-once';
import type { ApiDeps } from './endpoint';
import type { ApiEnv } from './environment';
import { ApiProblem } from './problem';

export const IdempotencyKey = {
  'Idempotency-Key': z
    .string()
    .optional()
    .openapi({
      param: { name: 'Idempotency-Key', in: 'header', required: true },
      description:
        'a new one for each thing that is wanted; a repeat with the same one within a week gets the first answer',
      pattern: '^([!#-~][!-~]{0,254}|"[!-~]{2,254})$',
      example: '9f0c5c1e-8a8b-4c59-9a4e-4f2f6f0c7f0b',
    }),
};

/** Has `work` done once for the key of a request. @throws ApiProblem */
export async function once(
  c: Context<ApiEnv>,
  deps: Pick<ApiDeps, 'ledger' | 'now'>,
  { key, body }: { key: string; body: unknown },
  work: (request: BegunRequest) => Promise<Worked>,
): Promise<KeyedAnswer> {
  const { method, path } = c.req;
  const caller = c.get('caller');
  if (caller === undefined) throw new ApiProblem('KEY_MISSING', 'nobody has said who asks');
  const done = await answerOnce(deps, caller.principal, { key, method, path, body }, work);
  switch (done.kind) {
    case 'answered':
      if (done.isReplayed) c.header('Idempotent-Replayed', 'true');
      return done.answer;
    case 'running':
      throw new ApiProblem('IDEMPOTENCY_KEY_RUNNING', `a request with the key ${key} is under way`, { retryAfter: 1 });
    case 'other-request':
      throw new ApiProblem('IDEMPOTENCY_KEY_REUSED', `the key ${key} came with another request before`);
  }
}

/** Returns the key of a request. The draft of the IETF has it in quotes, and every vendor without. @throws ApiProblem */
export function idempotencyKeyOf(c: Context<ApiEnv>): string {
  const given = c.req.header('Idempotency-Key') ?? '';
  const [, quoted] = /^"(.*)"$/.exec(given) ?? [];
  const key = quoted ?? given;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new ApiProblem('IDEMPOTENCY_KEY_INVALID', 'the header Idempotency-Key must have 1 to 255 visible characters');
}
