// What a plan consists of, in the preview of a portfolio and in a proposal.

import { z } from '@hono/zod-openapi';
import { LEFT_OUT_TEXTS, type LeftOutBecause } from '../../domain/plan';
import { percent, price, shares, usd } from './amounts';
import { side } from './batch';
import { symbol } from './portfolio';

export const execution = () => z.enum(['parallel', 'sells-first']);

export const plannedOrders = () =>
  z.array(
    z.object({
      symbol: symbol(),
      side: side(),
      quantity: shares().nullable(),
      notional: usd().nullable(),
      price: price(),
      value: usd(),
    }),
  );

export const leftOut = () => ({
  symbol: symbol(),
  side: side(),
  value: usd(),
  because: z.enum(Object.keys(LEFT_OUT_TEXTS) as LeftOutBecause[]),
});

export const afterPlan = () =>
  z
    .object({
      cash: usd(),
      halfSumBefore: percent(),
      halfSum: percent(),
      weights: z.array(z.object({ symbol: symbol(), before: percent(), after: percent(), target: percent() })),
    })
    .nullable();
