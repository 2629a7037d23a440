import type { OpenPortfolioAnswer } from '../../../operations/open-portfolio';
import { type Ask, answered, type Part, pages } from './answers';

export function remotePortfolios(
  ask: Ask,
): Part<
  | 'listPortfolios'
  | 'showPortfolio'
  | 'openPortfolio'
  | 'changeStatus'
  | 'setTargets'
  | 'freezePortfolio'
  | 'listRefused'
> {
  return {
    listPortfolios: async ({ limit, after, ...which }) => {
      const page = await pages(limit, after, (query) =>
        ask('get', '/v1/portfolios', { query: { ...which, ...query } }),
      );
      return { portfolios: page.rows, next: page.next };
    },
    showPortfolio: async (portfolioId) =>
      answered(await ask('get', '/v1/portfolios/{portfolioId}', { params: { portfolioId } }), (body) => body),
    openPortfolio: async ({ portfolio, adopt }) => {
      const opened = await ask('post', '/v1/portfolios', { body: { ...(portfolio as object), adopt } });
      if (opened.ok) return { ok: true, ...opened.body };
      const { about, ...no } = opened;
      return { ...no, id: (portfolio as { id: string }).id, owner: about.owner ?? null } as OpenPortfolioAnswer;
    },
    changeStatus: async ({ portfolioId, change, reason }) => {
      const asked = { params: { portfolioId }, body: reason === null ? {} : { reason } };
      return answered(await ask('post', `/v1/portfolios/{portfolioId}/${change}`, asked), (portfolio) => ({
        portfolio,
      }));
    },
    setTargets: async ({ portfolioId, targets }) => {
      const asked = { params: { portfolioId }, body: { targets }, ifMatch: '*' as const };
      return answered(await ask('put', '/v1/portfolios/{portfolioId}/targets', asked), (portfolio) => ({ portfolio }));
    },
    freezePortfolio: async ({ portfolioId, ...body }) =>
      answered(
        await ask('post', '/v1/portfolios/{portfolioId}/freeze', { params: { portfolioId }, body }),
        ({ told }) => ({ told, fault: 'the API could not reach Temporal' }),
      ),
    listRefused: async ({ limit, after, code }) => {
      const page = await pages(limit, after, (query) => ask('get', '/v1/refused', { query: { code, ...query } }));
      return { portfolios: page.rows, next: page.next };
    },
  };
}
