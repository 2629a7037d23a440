import { PORTFOLIO_ID_PATTERN } from '../../../domain/ids';
import { refusedAs } from '../../../domain/refused';
import type { Watched } from '../../../operations/watch-portfolios';
import { type Ask, answered, body, type Part, pagesOrNo } from './answers';

/** So many ids fit into a URL. */
const IDS_AT_ONCE = 100;

export function remoteFleet(ask: Ask): Part<'watchPortfolios' | 'showBooks' | 'trustBroker' | 'runChecks'> {
  return {
    watchPortfolios: async ({ portfolioIds, limit, after }) => {
      if (portfolioIds.length === 0) {
        const page = await pagesOrNo(limit, after, (query) => ask('get', '/v1/watch', { query }));
        return answered(page, ({ rows, next }) => ({ portfolios: rows, next }));
      }
      // No portfolio has such an id, and the API would say so of the query.
      const wrong = portfolioIds.find((id) => !PORTFOLIO_ID_PATTERN.test(id));
      if (wrong !== undefined) return refusedAs('PORTFOLIO_NOT_FOUND', wrong);
      const portfolios: Watched[] = [];
      for (let from = 0; from < portfolioIds.length; from += IDS_AT_ONCE) {
        const query = { portfolioIds: portfolioIds.slice(from, from + IDS_AT_ONCE).join(',') };
        const watched = await ask('get', '/v1/watch', { query });
        if (!watched.ok) return answered(watched, () => ({}));
        portfolios.push(...(watched.body.data as Watched[]));
      }
      return { ok: true, portfolios, next: null };
    },
    showBooks: async () => body(await ask('get', '/v1/fleet')).books,
    trustBroker: async (reason) => answered(await ask('post', '/v1/books/trust', { body: { reason } }), () => ({})),
    runChecks: async () =>
      body(await ask('get', '/v1/doctor')).checks as Awaited<ReturnType<Part<'runChecks'>['runChecks']>>,
  };
}
