import { z } from '@hono/zod-openapi';
import { listFills } from '../../operations/list-fills';
import { type Api, register } from '../endpoint';
import { price, shares, time, usd } from '../schemas/amounts';
import { batchId } from '../schemas/batch';
import { InPath } from '../schemas/portfolio';

const Fill = z
  .object({
    executionId: z.string(),
    clientOrderId: z.string(),
    quantity: shares(),
    price: price(),
    cash: usd().openapi({ description: 'what was booked for it: negative for a buy' }),
    at: time().openapi({ description: "on the broker's clock" }),
    declared: z.literal(true).optional().openapi({ description: 'two people said that it filled' }),
  })
  .openapi('Fill');
const Fills = z.object({ data: z.array(Fill) }).openapi('Fills');

export function addFills(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/batches/{batchId}/fills',
      operationId: 'listFills',
      tag: 'batches',
      summary: 'List what the broker executed for a batch',
      role: 'viewer',
      params: InPath.extend({ batchId: batchId().openapi({ param: { name: 'batchId', in: 'path' } }) }),
      success: { schema: Fills, description: 'in the order of their times' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'BATCH_NOT_FOUND'],
    },
    async ({ params }) => {
      const listed = await listFills(api.deps, params);
      return listed.ok ? { body: { data: listed.fills } } : listed;
    },
  );
}
