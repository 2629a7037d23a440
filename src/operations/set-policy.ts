import type { Policy } from '../domain/policy';
import { changePolicy } from '../input/policy';
import type { Actor, Ledger } from '../ledger/ledger';

export interface SetPolicyInput {
  /** The fields to change, as in a portfolio's file; the others stay. */
  fields: Readonly<Record<string, unknown>>;
  /** Only while this is the policy's version; without one, the version that the fields were read with. */
  ifVersion?: number | undefined;
  reason: string;
}

/** `version` is the policy's: of the new one, or of the one that is there. */
export type SetPolicyAnswer =
  | { ok: true; version: number; before: Policy; policy: Policy }
  | { ok: false; refusal: 'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' }
  | { ok: false; refusal: 'POLICY_CHANGED'; version: number };

/**
 * Changes fields of a portfolio's policy: the next batch is planned by it, one that is open keeps its own. The whole policy is checked
 * as at its creation, so that two people who change different fields never make one that nobody checked.
 *
 * @throws InputRefused
 */
export async function setPolicy(
  { ledger }: { ledger: Pick<Ledger, 'findPortfolio' | 'setPolicy'> },
  portfolioId: string,
  { fields, ifVersion, reason }: SetPolicyInput,
  by: Actor,
): Promise<SetPolicyAnswer> {
  const portfolio = await ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return { ok: false, refusal: 'PORTFOLIO_NOT_FOUND' };
  const { policy: before, policyVersion } = portfolio;
  const policy = changePolicy(before, fields);
  const set = await ledger.setPolicy(portfolioId, { policy, ifVersion: ifVersion ?? policyVersion, reason }, by);
  return set.ok ? { ...set, before, policy } : set;
}
