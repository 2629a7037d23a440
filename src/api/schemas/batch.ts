import { z } from '@hono/zod-openapi';
import type { BatchState } from '../../domain/batch';
import type { OrderState } from '../../domain/order';
import { percent, price, shares, time, usd } from './amounts';
import { portfolioId, symbol } from './portfolio';

export const BATCH_STATES = [
  'PENDING',
  'SUCCESS',
  'ADJUSTED',
  'ROLLED_BACK',
  'STALE',
  'ADOPTED',
] as const satisfies readonly BatchState[];
const ORDER_STATES = ['PENDING', 'UNKNOWN', 'SUCCESS', 'ERROR', 'ROLLED_BACK'] as const satisfies readonly OrderState[];

export const side = () => z.enum(['BUY', 'SELL']);
export const batchId = () =>
  z.uuid('must be the id of a batch').openapi({ example: '6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10' });
export const Cause = z
  .object({ code: z.string(), message: z.string(), symbol: symbol().optional() })
  .openapi('Cause', { description: 'why it did not succeed, and the symbol whose order it was' });

const Order = z
  .object({
    clientOrderId: z.string(),
    symbol: symbol(),
    kind: z.enum(['order', 'reversal']),
    attempt: z.int(),
    side: side(),
    quantity: shares().nullable(),
    notional: usd().nullable(),
    state: z.enum(ORDER_STATES),
    sentAt: time().nullable(),
    brokerOrderId: z.string().nullable(),
    filledQuantity: shares(),
    filledPrice: price().nullable(),
    errorCode: z.string().nullable(),
    errorMessage: z.string().nullable(),
  })
  .openapi('Order', { description: 'either `quantity` or `notional` is set' });

export const Batch = z
  .object({
    id: batchId(),
    portfolioId: portfolioId(),
    accountId: z.string(),
    state: z.enum(BATCH_STATES),
    execution: z.enum(['parallel', 'sells-first']),
    policyVersion: z.int().nullable(),
    pricedAt: time(),
    driftBefore: percent(),
    driftPlanned: percent().nullable(),
    driftAfter: percent().nullable(),
    cause: Cause.nullable(),
    residual: usd().nullable().openapi({ description: 'USD that a rollback did not restore' }),
    orders: z.array(Order),
  })
  .openapi('Batch');

export const ListedBatch = Batch.extend({ openedAt: time() }).openapi('ListedBatch');
