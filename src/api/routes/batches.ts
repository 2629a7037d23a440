import { z } from '@hono/zod-openapi';
import { invariant } from '../../domain/invariant';
import { listBatches, showBatch } from '../../operations/list-batches';
import { type Api, register } from '../endpoint';
import { timeInput } from '../schemas/amounts';
import { BATCH_STATES, Batch, batchId, ListedBatch } from '../schemas/batch';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
import { InPath } from '../schemas/portfolio';

const ListQuery = z.strictObject({
  state: z.enum(BATCH_STATES).optional(),
  openedFrom: timeInput().optional().openapi({ description: 'opened then or later, in UTC' }),
  openedBefore: timeInput().optional().openapi({ description: 'opened earlier, in UTC' }),
  limit: limit(),
  cursor: cursor(),
});
const BatchPage = page(ListedBatch).openapi('BatchPage');
const PAGE = { schema: BatchPage, description: 'a page, the latest first; `nextCursor` is null at the end' } as const;

export function addBatches(api: Api): void {
  const { deps } = api;
  const list = async (portfolioId: string | undefined, { cursor: after, ...which }: z.output<typeof ListQuery>) => {
    const listed = await listBatches(deps, { ...which, portfolioId, after });
    return pageOrNo(listed, ({ batches }) => batches);
  };
  register(
    api,
    {
      method: 'get',
      path: '/v1/batches',
      operationId: 'listAllBatches',
      tag: 'batches',
      summary: 'List the batches of all portfolios',
      role: 'viewer',
      query: ListQuery,
      success: PAGE,
      refusals: ['INVALID_PAGE', 'INVALID_TIME'],
    },
    async ({ query }) => list(undefined, query),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/batches',
      operationId: 'listBatches',
      tag: 'batches',
      summary: 'List the batches of a portfolio',
      role: 'viewer',
      params: InPath,
      query: ListQuery,
      success: PAGE,
      refusals: ['PORTFOLIO_NOT_FOUND', 'INVALID_PAGE', 'INVALID_TIME'],
    },
    async ({ params, query }) => list(params.portfolioId, query),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/batches/{batchId}',
      operationId: 'showBatch',
      tag: 'batches',
      summary: 'Show a batch with its orders',
      role: 'viewer',
      params: InPath.extend({ batchId: batchId().openapi({ param: { name: 'batchId', in: 'path' } }) }),
      success: { schema: Batch, description: 'the batch' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'BATCH_NOT_FOUND'],
    },
    async ({ params }) => {
      const shown = await showBatch(deps, params);
      if (!shown.ok) return shown;
      // Only a look without an id finds none.
      invariant(shown.batch !== null, 'a batch that was named is there or refused');
      return { body: shown.batch };
    },
  );
}
