// How a new policy changes its portfolio's row.

import type { Policy } from '../../domain/policy';
import type { Portfolio } from '../../domain/portfolio';
import { refused, refusedAs } from '../../domain/refused';
import type { PolicyChange, SetPolicyResult } from '../ledger';
import { jsonbText } from './audit-chain';
import { storableJson, storableText } from './canonical';
import type { AuditEntry } from './closing';
import { settingsChanged } from './settings';

export interface PolicySet {
  policy: Policy;
  version: number;
  reason: string;
  entry: AuditEntry;
}

/** Returns what to store, or the answer when nothing is stored. */
export function policySet(
  portfolio: Pick<Portfolio, 'id' | 'status' | 'settingsRevision' | 'policy' | 'policyVersion'>,
  change: PolicyChange,
): PolicySet | SetPolicyResult {
  const { id, status, policy: before, policyVersion } = portfolio;
  if (status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', id);
  const policy = storableJson(change.policy);
  // The second run of a change finds it made (L2).
  if (jsonbText(policy) === jsonbText(before)) return { ok: true, version: policyVersion };
  const changed = settingsChanged(portfolio, change.ifRevision);
  if (changed !== undefined) return changed;
  if (change.ifVersion !== null && change.ifVersion !== policyVersion)
    return refused('POLICY_CHANGED', `the policy of ${id} has version ${policyVersion} by now`, {
      version: policyVersion,
    });
  const [version, reason] = [policyVersion + 1, storableText(change.reason)];
  const detail = { version, reason, changed: changedFields(before, policy) };
  return { policy, version, reason, entry: { event: 'POLICY_SET', batchId: null, detail } };
}

/** Together with the policy that the portfolio was created with, these audit rows give every version. */
function changedFields(before: Policy, after: Policy): Record<string, { before: unknown; after: unknown }> {
  const fields = (Object.keys(after) as (keyof Policy)[])
    .filter((field) => jsonbText(before[field]) !== jsonbText(after[field]))
    .map((field) => [field, { before: before[field], after: after[field] }] as const);
  return Object.fromEntries(fields);
}
