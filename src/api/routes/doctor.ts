import { z } from '@hono/zod-openapi';
import { runChecks } from '../../operations/doctor';
import { type Api, register } from '../endpoint';
import { problemOf } from '../faults';

const Check = z
  .object({
    name: z.string().openapi({ example: 'worker' }),
    state: z.enum(['ok', 'warning', 'problem']),
    found: z.string(),
    advice: z.string().openapi({ description: 'what to do, or ""' }),
    code: z.string().nullable().openapi({ description: 'why it could not be looked at, or null' }),
  })
  .openapi('Check');
const Checks = z.object({ checks: z.array(Check) }).openapi('Checks');

export function addDoctor(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/doctor',
      operationId: 'runDoctor',
      tag: 'fleet',
      summary: 'Look at everything a rebalance needs, and say what to do about what is wrong',
      role: 'operator',
      success: { schema: Checks, description: 'a problem keeps the system from working, a warning is good to know' },
    },
    async () => ({ body: { checks: await runChecks({ ...deps.doctor, now: deps.now, explain: problemOf }) } }),
  );
}
