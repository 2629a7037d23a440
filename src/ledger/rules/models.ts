// What following a version of a model makes of a portfolio's row, and how the audit words what is done to models.

import { contradictionOf, type ModelVersion, type Overrides, policyFor, targetsFor } from '../../domain/model';
import type { Portfolio, Target } from '../../domain/portfolio';
import { refusedAs } from '../../domain/refused';
import { managedPart } from '../../domain/restriction';
import type { FollowRefusal, NewModel } from '../models';
import { canonicalTargets } from './canonical';
import type { AuditEntry } from './closing';
import { type PolicySet, policySet } from './policies';
import { targetsFollowed } from './targets';

/** A version that a portfolio is to follow, and the roll-out that brings it. */
export interface Followed {
  version: Pick<ModelVersion, 'modelId' | 'version' | 'targets' | 'policy'>;
  overrides: Overrides;
  rollout?: { id: string; cohort: number };
}

/** `targets` and `policy` are null when they stay as they are. */
export interface Applied {
  entry: AuditEntry;
  targets: { after: Target[]; entry: AuditEntry } | null;
  policy: PolicySet | null;
}

/** Returns what is stored, or why nothing is. A holding with the restriction `legacy` needs no target: it is no part of what is rebalanced. */
export function modelApplied(portfolio: Portfolio, { version, overrides, rollout }: Followed): Applied | FollowRefusal {
  const { modelId, version: number } = version;
  const targets = targetsFor(version.targets, overrides);
  if (targets === undefined) return refusedAs('EVERYTHING_EXCLUDED', `model ${modelId}, version ${number}`);
  const contradiction = contradictionOf(version.policy, portfolio.policy, overrides);
  if (contradiction !== undefined) return refusedAs('OVERRIDES_CONTRADICT', contradiction);
  const after = canonicalTargets(targets);
  const { holdings } = managedPart(portfolio);
  const set = targetsFollowed({ ...portfolio, holdings }, after);
  if ('refusal' in set) return set;
  const policy = policySet(portfolio, {
    policy: policyFor(version.policy, portfolio.policy, overrides),
    ifVersion: null,
    reason: `model ${modelId}, version ${number}`,
  });
  const detail = {
    model: modelId,
    version: number,
    overrides,
    ...(rollout && { rollout: rollout.id, cohort: rollout.cohort }),
  };
  return {
    entry: entry('MODEL_APPLIED', detail),
    targets: 'entry' in set ? { after, entry: set.entry } : null,
    policy: 'entry' in policy ? policy : null,
  };
}

export function modelCreatedEntry({ id, name, targets, policy }: NewModel): AuditEntry {
  return entry('MODEL_CREATED', { model: id, name, version: 1, targets, policy });
}

export function versionAddedEntry({
  modelId,
  version,
  targets,
  policy,
  reason,
}: Omit<ModelVersion, 'by' | 'at'>): AuditEntry {
  return entry('MODEL_VERSION_ADDED', { model: modelId, version, targets, policy, reason });
}

export function modelArchivedEntry(id: string): AuditEntry {
  return entry('MODEL_ARCHIVED', { model: id });
}

export function subscribedEntry(
  event: 'SUBSCRIBED' | 'SUBSCRIPTION_CHANGED',
  modelId: string,
  { pinned, overrides }: { pinned: number | null; overrides: Overrides },
): AuditEntry {
  return entry(event, { model: modelId, pinned, overrides });
}

export function unsubscribedEntry(modelId: string, version: number): AuditEntry {
  return entry('UNSUBSCRIBED', { model: modelId, version });
}

function entry(event: AuditEntry['event'], detail: Record<string, unknown>): AuditEntry {
  return { event, batchId: null, detail };
}
