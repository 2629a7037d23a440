import type { Policy } from '../domain/policy';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import { checkClasses } from '../input/asset-classes';
import { changePolicy } from '../input/policy';
import type { Ledger, SettingsChanged } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';

export interface SetPolicyInput {
  portfolioId: string;
  /** The fields to change, as in a portfolio's file; the others stay. */
  fields: Readonly<Record<string, unknown>>;
  /** Only while this is the policy's version; without one, the version that the fields were read with. */
  ifVersion?: number | undefined;
  /** Only while the settings have this revision. */
  ifRevision?: number | undefined;
  reason: string;
}

/** `version` is the policy's: of the new one, or of the one that is there. */
export type SetPolicyAnswer =
  | { ok: true; version: number; before: Policy; policy: Policy }
  | SettingsChanged
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'PORTFOLIO_SUBSCRIBED'>
  | Refused<'POLICY_CHANGED', { version: number }>;

/**
 * Changes fields of a portfolio's policy: the next batch is planned by it, one that is open keeps its own. The whole policy is checked
 * as at its creation, so that two people who change different fields never make one that nobody checked.
 *
 * @throws InputRefused
 */
export async function setPolicy(
  deps: Audited & { ledger: Pick<Ledger, 'findPortfolio' | 'setPolicy'> },
  principal: Principal,
  { portfolioId, fields, ifVersion, ifRevision, reason }: SetPolicyInput,
): Promise<SetPolicyAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  const { policy: before, policyVersion } = portfolio;
  const policy = changePolicy(before, fields);
  if (fields.assetClasses !== undefined || fields.driftMode !== undefined) checkClasses(policy, portfolio.targets);
  const change = {
    policy,
    ifVersion: ifVersion ?? policyVersion,
    ...(ifRevision !== undefined && { ifRevision }),
    reason,
  };
  const set = await deps.ledger.setPolicy(portfolioId, change, actorOf(deps, principal));
  return set.ok ? { ...set, before, policy } : set;
}
