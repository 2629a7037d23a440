// How the audit words what happens to a roll-out, and what its numbers make of it.

import { type CohortCount, cohortVerdict, hasEnded, isOverdue, type Rollout } from '../../domain/rollout';
import type { NewRollout, RolloutChange } from '../rollouts';
import type { AuditEntry } from './closing';

export function startedEntry({ id, ...rollout }: NewRollout, portfolios: number): AuditEntry {
  const { modelId: model, ...plan } = rollout;
  return entry('ROLLOUT_STARTED', { rollout: id, model, ...plan, portfolios });
}

/** Null when nothing changes. */
export function stateChanged(
  rollout: Rollout,
  { to, reason }: RolloutChange,
): { entry: AuditEntry } | 'unchanged' | 'ended' {
  if (rollout.state === to) return 'unchanged';
  if (hasEnded(rollout)) return 'ended';
  const event = to === 'RUNNING' ? 'ROLLOUT_RESUMED' : (`ROLLOUT_${to}` as const);
  return { entry: entry(event, { ...about(rollout), reason }) };
}

/** What judging the present cohort makes of a roll-out that is RUNNING. */
export type Judged =
  | { kind: 'wait' }
  | { kind: 'cohort'; entry: AuditEntry }
  | { kind: 'last'; entry: AuditEntry }
  | { kind: 'abort' | 'pause'; reason: string; entry: AuditEntry };

/** `at` is ISO. */
export function cohortJudged(rollout: Rollout, count: CohortCount, at: string): Judged {
  const { cohort, cohorts, abortPercent } = rollout;
  const { waiting, applied, done, failed } = count;
  const detail = { ...about(rollout), waiting, applied, done, failed };
  switch (cohortVerdict(count, abortPercent)) {
    case 'abort': {
      const reason = `${failed} of the ${waiting + applied + done + failed} portfolios of cohort ${cohort} ended badly, at most ${abortPercent} %`;
      return { kind: 'abort', reason, entry: entry('ROLLOUT_ABORTED', { ...detail, reason }) };
    }
    case 'next':
      return cohort < cohorts.length
        ? { kind: 'cohort', entry: entry('ROLLOUT_COHORT_ENDED', detail) }
        : { kind: 'last', entry: entry('ROLLOUT_DONE', detail) };
    case 'wait': {
      if (!isOverdue(rollout, at)) return { kind: 'wait' };
      const reason = `${waiting + applied} portfolios of cohort ${cohort} are not at rest after five days`;
      return { kind: 'pause', reason, entry: entry('ROLLOUT_PAUSED', { ...detail, reason }) };
    }
  }
}

function about({ id, modelId, version, cohort }: Rollout): Record<string, unknown> {
  return { rollout: id, model: modelId, version, cohort };
}

function entry(event: AuditEntry['event'], detail: Record<string, unknown>): AuditEntry {
  return { event, batchId: null, detail };
}
