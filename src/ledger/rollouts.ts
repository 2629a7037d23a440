// Roll-outs of versions of models, and what became of each portfolio.
//
// E1. At most one roll-out of a model is RUNNING or PAUSED. Which portfolios it has, and in which cohort, is fixed when it starts; who
//     begins to follow the model meanwhile, or follows it again, is added to the last cohort at its end.
// E2. A portfolio gets the version only while the roll-out is RUNNING and at its cohort: who pauses or aborts it knows that afterwards no
//     other portfolio gets it.
// E3. The version becomes the model's current one when all have it, and not before.

import type { Refused } from '../domain/refused';
import type { AtWork, CohortCount, Member, MemberState, Rest, Rollout, RolloutState } from '../domain/rollout';
import type { Actor } from './ledger';

export interface RolloutLedger {
  /** Audited under SYSTEM_AUDIT, like each change of it. The same id again is the same roll-out. */
  startRollout(rollout: NewRollout, by: Actor): Promise<StartResult>;
  findRollout(id: string): Promise<Rollout | undefined>;
  /** Returns a page of roll-outs, the latest first: of one model or of all, or only those that have not ended. */
  listRollouts(which: RolloutPage): Promise<Rollout[]>;
  /** By cohort; without those that nobody is in. */
  countCohorts(id: string): Promise<CohortCount[]>;
  /** Returns a page of its portfolios, by id. */
  listMembers(id: string, which: { state?: MemberState; after?: string; limit: number }): Promise<Member[]>;
  /** Pauses, resumes or aborts it. The same again changes nothing. */
  setRolloutState(id: string, change: RolloutChange, by: Actor): Promise<RolloutResult>;

  /**
   * Gives the version to at most `limit` portfolios of the present cohort, and to no more within a minute than its pace allows, in the name
   * of who started it. Returns of how many it asked.
   */
  applyRollout(id: string, limit: number, at: string): Promise<number>;
  /** Returns a page of those of the present cohort that have the version and are not at rest, by portfolio. */
  membersAtWork(id: string, page: { after: string; limit: number }): Promise<Omit<AtWork, 'exceeds'>[]>;
  /** Stores how portfolios came to rest. */
  settleMembers(id: string, settled: readonly (Rest & { portfolioId: string })[], at: string): Promise<void>;
  /** Judges the present cohort: aborts, goes on to the next one, ends, or waits. Returns the roll-out as it is then. */
  judgeRollout(id: string, by: Actor): Promise<Rollout | undefined>;
}

export type NewRollout = Pick<Rollout, 'id' | 'modelId' | 'version' | 'cohorts' | 'abortPercent' | 'perMinute'>;

export interface RolloutPage {
  modelId?: string;
  isOpen?: boolean;
  /** The last one of the page before. */
  after?: Pick<Rollout, 'startedAt' | 'id'>;
  limit: number;
}

export interface RolloutChange {
  to: Exclude<RolloutState, 'DONE'>;
  reason: string;
}

export type RolloutResult = { ok: true; rollout: Rollout } | Refused<'ROLLOUT_NOT_FOUND' | 'ROLLOUT_ENDED'>;
export type StartResult =
  | { ok: true; rollout: Rollout }
  | Refused<'MODEL_NOT_FOUND' | 'MODEL_VERSION_NOT_FOUND' | 'MODEL_ARCHIVED' | 'ROLLOUT_RUNNING'>;
