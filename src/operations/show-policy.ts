import type { Policy } from '../domain/policy';
import type { Ledger, PolicyVersion } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';

/** Returns a portfolio's policy and its version. */
export async function showPolicy(
  deps: { ledger: Pick<Ledger, 'findPortfolio'> },
  portfolioId: string,
): Promise<{ ok: true; version: number; policy: Policy } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  return found.ok ? { ok: true, version: found.portfolio.policyVersion, policy: found.portfolio.policy } : found;
}

/** Returns every policy that a portfolio had, oldest first. */
export async function listPolicies(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'listPolicies'> },
  portfolioId: string,
): Promise<{ ok: true; versions: PolicyVersion[] } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  return found.ok ? { ok: true, versions: await deps.ledger.listPolicies(portfolioId) } : found;
}
