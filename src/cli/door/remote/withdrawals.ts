import { type Ask, answered, type Part, pagesOrNo } from './answers';

const PATH = '/v1/portfolios/{portfolioId}/withdrawals';

export function remoteWithdrawals(
  ask: Ask,
): Part<'listWithdrawals' | 'requestWithdrawal' | 'cancelWithdrawal' | 'markWithdrawalPaid'> {
  return {
    listWithdrawals: async ({ portfolioId, state, limit, after }) =>
      answered(
        await pagesOrNo(limit, after, (query) =>
          ask('get', PATH, { params: { portfolioId }, query: { state, ...query } }),
        ),
        ({ rows, next }) => ({ withdrawals: rows, next }),
      ),
    requestWithdrawal: async ({ portfolioId, amount, reason, until }) => {
      const asked = { params: { portfolioId }, body: { amount, reason, ...(until && { until }) } };
      return answered(await ask('post', PATH, asked), (withdrawal) => ({ withdrawal }));
    },
    cancelWithdrawal: async (which) =>
      answered(await ask('post', `${PATH}/{withdrawalId}/cancel`, { params: { ...which } }), (withdrawal) => ({
        withdrawal,
      })),
    markWithdrawalPaid: async (which) =>
      answered(await ask('post', `${PATH}/{withdrawalId}/paid`, { params: { ...which } }), (withdrawal) => ({
        withdrawal,
      })),
  };
}
