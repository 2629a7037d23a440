import { z } from '@hono/zod-openapi';

/** RFC 9457, with our code for programs. */
export const Problem = z
  .object({
    type: z.string().openapi({ description: 'where the code is explained', example: '/problems/PORTFOLIO_PAUSED' }),
    title: z.string().openapi({ description: 'what the code means, whatever it was about' }),
    status: z.int(),
    detail: z.string().openapi({ description: 'what was wrong this time, and what to do' }),
    code: z.string().openapi({ description: 'for programs: the set is closed', example: 'PORTFOLIO_PAUSED' }),
    requestId: z.string().openapi({ description: 'as in the header X-Request-Id, and in our log' }),
    errors: z
      .array(
        z.object({
          field: z.string().openapi({ example: 'targets.0.percent' }),
          rule: z.string().openapi({ example: 'must be a decimal string such as "12.5"' }),
        }),
      )
      .optional()
      .openapi({ description: 'each field that is wrong, with its rule' }),
    about: z
      .object({
        owner: z.string().nullable().openapi({ description: 'the portfolio that has the account' }),
        symbols: z.array(z.string()).openapi({ description: 'held, and without a target' }),
        approvals: z.array(z.string()).openapi({ description: 'what was proposed: somebody else approves it' }),
        runId: z.string().openapi({ description: 'the rebalance that is under way' }),
        policyVersion: z.int().openapi({ description: 'the version that the policy has now' }),
        reason: z.string().openapi({ description: 'why it stays STALE' }),
      })
      .partial()
      .optional()
      .openapi({ description: 'what else is known of a refusal' }),
  })
  .openapi('Problem');

export type Problem = z.infer<typeof Problem>;
