// What most commands call. Behind it are the operations: with a database password in this process, or over the HTTP API with a key. Both
// answer the same, so a command does not know which it is.

import type { acceptPrices } from '../../operations/accept-prices';
import type { approve, ListApprovalsInput, reject } from '../../operations/approvals';
import type { SeenApproval } from '../../operations/approvals-seen';
import type { changeStatus } from '../../operations/change-status';
import type { createKey } from '../../operations/create-key';
import type { freezePortfolio } from '../../operations/freeze-portfolio';
import type { listActivities } from '../../operations/list-activities';
import type { listAudit } from '../../operations/list-audit';
import type { listBatches, showBatch } from '../../operations/list-batches';
import type { listKeys } from '../../operations/list-keys';
import type { listPortfolios } from '../../operations/list-portfolios';
import type { listRefused } from '../../operations/list-refused';
import type { openPortfolio } from '../../operations/open-portfolio';
import type { listPriceJumps } from '../../operations/price-jumps';
import type { revokeKey } from '../../operations/revoke-key';
import type { setTargets } from '../../operations/set-targets';
import type { showPortfolio } from '../../operations/show-portfolio';
import type { listStale } from '../../operations/show-stale';
import type { setTrading, showTrading } from '../../operations/trading';
import type { WebhookDoor } from './webhooks';

/** What an operation answers to somebody who only looks. */
export type Looked<Operation extends (deps: never, input: never) => unknown> = (
  input: Parameters<Operation>[1],
) => ReturnType<Operation>;
/** What it answers to the principal behind the door. */
export type Done<Operation extends (deps: never, principal: never, input: never) => unknown> = (
  input: Parameters<Operation>[2],
) => ReturnType<Operation>;

export interface Door extends WebhookDoor {
  listPortfolios: Looked<typeof listPortfolios>;
  showPortfolio: Looked<typeof showPortfolio>;
  openPortfolio: Done<typeof openPortfolio>;
  changeStatus: Done<typeof changeStatus>;
  setTargets: Done<typeof setTargets>;
  freezePortfolio: Done<typeof freezePortfolio>;
  listActivities: Looked<typeof listActivities>;
  listBatches: Looked<typeof listBatches>;
  showBatch: Looked<typeof showBatch>;
  listStale: (reason: string | undefined) => ReturnType<typeof listStale>;
  listRefused: Looked<typeof listRefused>;
  showTrading: () => ReturnType<typeof showTrading>;
  setTrading: Done<typeof setTrading>;
  listPriceJumps: () => ReturnType<typeof listPriceJumps>;
  acceptPrices: Done<typeof acceptPrices>;
  listApprovals: (which: ListApprovalsInput) => Promise<{ approvals: SeenApproval[]; next: string | null }>;
  approve: Done<typeof approve>;
  reject: Done<typeof reject>;
  createKey: Done<typeof createKey>;
  listKeys: Looked<typeof listKeys>;
  revokeKey: Done<typeof revokeKey>;
  listAudit: Looked<typeof listAudit>;
}
