import type { LedgerVitals } from '../ledger';

/** The vitals of an empty ledger: every status and state, with zero. */
export const NO_VITALS: LedgerVitals = {
  portfolios: { PAUSED: 0, STALE: 0 },
  openBatches: { PENDING: 0, STALE: 0 },
  unknownOrders: 0,
  oldestPending: null,
  refused: [],
  rollouts: { RUNNING: 0, PAUSED: 0, ABORTED: 0 },
  oldestCohort: null,
};
