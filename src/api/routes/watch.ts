import { z } from '@hono/zod-openapi';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { watchPortfolios } from '../../operations/watch-portfolios';
import { type Api, register } from '../endpoint';
import { percent, time, usd } from '../schemas/amounts';
import { BATCH_STATES, batchId } from '../schemas/batch';
import { cursor, limit, page } from '../schemas/page';
import { portfolioId } from '../schemas/portfolio';

/** So many of the longest ids fit into a URL. */
const IDS = /^[A-Za-z0-9_-]{1,64}(,[A-Za-z0-9_-]{1,64}){0,99}$/;
const count = z.int();
const WatchedPortfolio = z
  .object({
    id: portfolioId(),
    status: z.enum(PORTFOLIO_STATUSES),
    reason: z.string().nullable(),
    refused: z
      .object({ code: z.string(), since: time() })
      .nullable()
      .openapi({ description: 'why its rebalance is refused' }),
    value: usd().nullable().openapi({ description: 'at latest prices; null without them' }),
    drift: percent().nullable(),
    threshold: percent(),
    batch: z
      .object({ id: batchId(), state: z.enum(BATCH_STATES), filled: count, orders: count })
      .nullable()
      .openapi({ description: 'the open one: how many of its orders are filled whole' }),
    problem: z.string().nullable().openapi({ description: 'why there are no prices' }),
  })
  .openapi('WatchedPortfolio');
const WatchedPage = page(WatchedPortfolio).openapi('WatchedPage');

export function addWatch(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/watch',
      operationId: 'watchPortfolios',
      tag: 'portfolios',
      summary: 'Look at many portfolios at once: status, value, drift and open batch',
      role: 'viewer',
      query: z.strictObject({
        portfolioIds: z
          .string()
          .regex(IDS, 'must be 1 to 100 ids of portfolios with a comma between them')
          .optional()
          .openapi({ description: 'at most 100, with a comma between them; all unless given', example: 'growth-4711' }),
        limit: limit(),
        cursor: cursor(),
      }),
      success: { schema: WatchedPage, description: 'those that are named, or a page by id' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ query: { portfolioIds, limit, cursor: after } }) => {
      const ids = portfolioIds === undefined ? [] : portfolioIds.split(',');
      const watched = await watchPortfolios(deps, { portfolioIds: ids, limit, after });
      return watched.ok ? { body: { data: watched.portfolios, nextCursor: watched.next } } : watched;
    },
  );
}
