import type { Market } from '../../broker/market';
import type { RolloutLedger } from '../../ledger/rollouts';
import { endingFinally } from '../temporal-activities';
import { createAdvanceRollout } from './advance-rollout';

/** What the step of a roll-out needs of the outside. `now` is ISO. */
export interface RolloutDeps {
  ledger: Pick<
    RolloutLedger,
    'findRollout' | 'applyRollout' | 'membersAtWork' | 'settleMembers' | 'judgeRollout' | 'countCohorts'
  >;
  market: Pick<Market, 'latestPrices'>;
  now(): string;
  /** How often a roll-out is looked at. */
  lookEveryMs: number;
}

/** Builds the steps of roll-outs. They trade nothing: they set targets, and the monitor sees that. */
export function createRolloutActivities(deps: RolloutDeps) {
  const advanceRollout = createAdvanceRollout(deps);
  return { advanceRollout: endingFinally(advanceRollout as never) as typeof advanceRollout };
}

export type RolloutActivities = ReturnType<typeof createRolloutActivities>;
