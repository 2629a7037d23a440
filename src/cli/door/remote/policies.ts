import { changePolicy } from '../../../input/policy';
import type { SetPolicyAnswer } from '../../../operations/set-policy';
import { type Ask, answered, type Part } from './answers';

export function remotePolicies(ask: Ask): Part<'showPolicy' | 'listPolicies' | 'setPolicy'> {
  const portfolioOf = (portfolioId: string) => ask('get', '/v1/portfolios/{portfolioId}', { params: { portfolioId } });
  return {
    showPolicy: async (portfolioId) =>
      answered(await portfolioOf(portfolioId), ({ portfolio: { policyVersion: version, policy } }) => ({
        version,
        policy,
      })),
    listPolicies: async (portfolioId) =>
      answered(await ask('get', '/v1/portfolios/{portfolioId}/policies', { params: { portfolioId } }), ({ data }) => ({
        versions: data,
      })),
    setPolicy: async ({ portfolioId, fields, ifVersion, reason }) => {
      const found = await portfolioOf(portfolioId);
      if (!found.ok) return answered(found, () => ({}));
      const { policy: before, policyVersion } = found.body.portfolio;
      // A field that is wrong is refused by its own rule, as it is where the ledger is.
      changePolicy(before, fields);
      const asked = {
        params: { portfolioId },
        body: { fields, reason, ifVersion: ifVersion ?? policyVersion },
        ifMatch: '*' as const,
      };
      const set = await ask('patch', '/v1/portfolios/{portfolioId}/policy', asked);
      if (set.ok) return { ok: true, version: set.body.policyVersion, before, policy: set.body.policy };
      const { about, ...no } = set;
      return { ...no, version: about.policyVersion } as SetPolicyAnswer;
    },
  };
}
