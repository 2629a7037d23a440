import type { Batch } from '../../../domain/batch';
import { refused } from '../../../domain/refused';
import { type Ask, answered, type Part, pagesOrNo } from './answers';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function remoteBatches(ask: Ask): Part<'listActivities' | 'listBatches' | 'showBatch'> {
  const listOf = (portfolioId: string, limit: number, after?: string) =>
    pagesOrNo(limit, after, (query) =>
      ask('get', '/v1/portfolios/{portfolioId}/batches', { params: { portfolioId }, query }),
    );
  return {
    listActivities: async ({ portfolioId, state, limit, after }) =>
      answered(
        await pagesOrNo(limit, after, (query) =>
          portfolioId === undefined
            ? ask('get', '/v1/activities', { query: { state, ...query } })
            : ask('get', '/v1/portfolios/{portfolioId}/activities', {
                params: { portfolioId },
                query: { state, ...query },
              }),
        ),
        ({ rows, next }) => ({ activities: rows, next }),
      ),
    listBatches: async ({ portfolioId = '', limit, after }) =>
      answered(await listOf(portfolioId, limit, after), ({ rows, next }) => ({ batches: rows, next })),
    showBatch: async ({ portfolioId, batchId }) => {
      if (batchId === undefined)
        return answered(await listOf(portfolioId, 1), ({ rows: [batch = null] }) => ({ batch: batch as Batch | null }));
      if (!UUID.test(batchId)) return refused('BATCH_NOT_FOUND', `portfolio ${portfolioId} has no batch ${batchId}`);
      const asked = { params: { portfolioId, batchId } };
      return answered(await ask('get', '/v1/portfolios/{portfolioId}/batches/{batchId}', asked), (batch) => ({
        batch,
      }));
    },
  };
}
