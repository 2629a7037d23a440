import type { RestrictionKind } from '../../../domain/restriction';
import { type Ask, answered, type Part } from './answers';

const PATH = '/v1/portfolios/{portfolioId}/restrictions/{symbol}/{kind}';

export function remoteRestrictions(ask: Ask): Part<'listRestrictions' | 'addRestriction' | 'removeRestriction'> {
  return {
    listRestrictions: async (portfolioId) =>
      answered(
        await ask('get', '/v1/portfolios/{portfolioId}/restrictions', { params: { portfolioId } }),
        ({ data: restrictions }) => ({ restrictions }),
      ),
    addRestriction: async ({ portfolioId, symbol, kind, reason, until }) => {
      const asked = {
        params: { portfolioId, symbol, kind: kind as RestrictionKind },
        body: { reason, ...(until && { until }) },
      };
      return answered(await ask('put', PATH, asked), (portfolio) => ({ portfolio }));
    },
    removeRestriction: async ({ portfolioId, symbol, kind }) => {
      const asked = { params: { portfolioId, symbol, kind: kind as RestrictionKind } };
      return answered(await ask('delete', PATH, asked), (portfolio) => ({ portfolio }));
    },
  };
}
