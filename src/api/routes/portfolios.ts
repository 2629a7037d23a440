import { z } from '@hono/zod-openapi';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { listPortfolios } from '../../operations/list-portfolios';
import { showPortfolio } from '../../operations/show-portfolio';
import { type Api, register } from '../endpoint';
import { limit, page } from '../schemas/page';
import { InPath, Measured, Portfolio, portfolioId } from '../schemas/portfolio';

const ListQuery = z.strictObject({
  status: z.enum(PORTFOLIO_STATUSES).optional(),
  limit: limit(),
  cursor: portfolioId().optional(),
});
const PortfolioPage = page(Portfolio).openapi('PortfolioPage');
const ShownPortfolio = z
  .object({ portfolio: Portfolio, measured: Measured.nullable(), problem: z.string().nullable() })
  .openapi('ShownPortfolio');

export function addPortfolios(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios',
      operationId: 'listPortfolios',
      tag: 'portfolios',
      summary: 'List portfolios by id',
      role: 'viewer',
      query: ListQuery,
      success: { schema: PortfolioPage, description: 'a page; `nextCursor` is null at the end' },
    },
    async ({ query: { status, limit, cursor } }) => {
      const { portfolios, next } = await listPortfolios(deps, { limit, status, after: cursor });
      return { body: { data: portfolios, nextCursor: next } };
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}',
      operationId: 'showPortfolio',
      tag: 'portfolios',
      summary: 'Show a portfolio with its weights at latest prices',
      role: 'viewer',
      params: InPath,
      success: {
        schema: ShownPortfolio,
        description: 'the row of the ledger; `problem` says why there are no weights',
      },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const shown = await showPortfolio(deps, params.portfolioId);
      return shown.ok ? { body: shown } : shown;
    },
  );
}
