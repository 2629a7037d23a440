import type { LedgerVitals } from '../ledger';

/** An empty ledger's: every status and state is there, with a zero. */
export const NO_VITALS: LedgerVitals = {
  portfolios: { PAUSED: 0, STALE: 0 },
  openBatches: { PENDING: 0, STALE: 0 },
  unknownOrders: 0,
  oldestPending: null,
  refused: [],
};
