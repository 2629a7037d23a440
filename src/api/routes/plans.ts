import { z } from '@hono/zod-openapi';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { parseWhatIf } from '../../input/what-if';
import { planWhatIf } from '../../operations/plan-what-if';
import { type Api, register } from '../endpoint';
import { percent, price, shares, usd } from '../schemas/amounts';
import { side } from '../schemas/batch';
import { Reason } from '../schemas/explanation';
import { PolicyFields } from '../schemas/policy';
import { symbol, TargetInput } from '../schemas/portfolio';

const allowed = () => z.union([z.boolean(), z.enum(['allow', 'block'])]);

/** The generator leaves out what the keys of a record must be. */
const BY_SYMBOL = { propertyNames: { pattern: SYMBOL_PATTERN.source } };
const WhatIfQuestion = z
  .strictObject({
    portfolio: z.strictObject({
      targets: z.array(TargetInput).min(1).max(1_000),
      holdings: z
        .array(z.strictObject({ symbol: symbol(), quantity: shares() }))
        .max(1_000)
        .optional(),
      cash: usd(),
      policy: PolicyFields.optional(),
    }),
    prices: z.record(symbol(), price()).openapi(BY_SYMBOL),
    assets: z
      .record(
        symbol(),
        z.strictObject({ tradable: z.boolean(), fractionable: z.boolean(), buy: allowed(), sell: allowed() }).partial(),
      )
      .optional()
      .openapi({ ...BY_SYMBOL, description: 'a symbol without an entry may be traded both ways' }),
    account: z.strictObject({ margin: z.boolean().optional() }).optional(),
    run: z
      .strictObject({ kind: z.enum(['full', 'invest_cash', 'raise_cash']), amount: usd().optional() })
      .optional()
      .openapi({ description: '`full` unless given; `raise_cash` needs an amount' }),
  })
  .openapi('WhatIfQuestion');

const WhatIfAnswer = z
  .object({
    decision: z.enum(['trade', 'not-needed', 'refused']),
    refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
    drift: z
      .object({ largest: percent(), symbol: symbol().nullable(), halfSum: percent() })
      .nullable()
      .openapi({ description: 'before the orders; null when a price is missing' }),
    orders: z.array(
      z.object({
        symbol: symbol(),
        side: side(),
        quantity: shares(),
        notional: z.null(),
        value: usd(),
      }),
    ),
    after: z
      .object({
        cash: usd(),
        weights: z.record(symbol(), percent()),
        drift: z.object({ largest: percent(), halfSum: percent() }),
      })
      .nullable(),
    warnings: z.array(z.string()),
    reasons: z.array(Reason),
  })
  .openapi('WhatIfAnswer');

export function addPlans(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/plans',
      operationId: 'planWhatIf',
      tag: 'rebalances',
      summary: 'Plan for holdings and prices that you send: no broker is asked and nothing is stored',
      role: 'viewer',
      body: WhatIfQuestion,
      success: { schema: WhatIfAnswer, description: 'a refusal is an answer too' },
      refusals: ['INVALID_FILE', 'INVALID_SYMBOL', 'INVALID_TARGETS', 'INVALID_POLICY', 'POLICY_CONTRADICTS'],
    },
    ({ body }) => Promise.resolve({ body: planWhatIf(parseWhatIf(body)) }),
  );
}
