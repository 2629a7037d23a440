// What every command calls that is about portfolios. Behind it are the operations: with a database password in this process, or over the
// HTTP API with a key. Both answer the same, so a command does not know which it is.

import type { ImportFormat } from '../../input/portfolio-lines';
import type { acceptPrices } from '../../operations/accept-prices';
import type { approve, ListApprovalsInput, reject } from '../../operations/approvals';
import type { SeenApproval } from '../../operations/approvals-seen';
import type { showBooks, trustBroker } from '../../operations/books';
import type { changeStatus } from '../../operations/change-status';
import type { createKey } from '../../operations/create-key';
import type { declareOutcome } from '../../operations/declare-outcome';
import type { Check } from '../../operations/doctor';
import type { freezePortfolio } from '../../operations/freeze-portfolio';
import type { importPortfolios } from '../../operations/import-portfolios';
import type { listActivities } from '../../operations/list-activities';
import type { exportAudit, listAudit } from '../../operations/list-audit';
import type { listBatches, showBatch } from '../../operations/list-batches';
import type { listKeys } from '../../operations/list-keys';
import type { listPortfolios } from '../../operations/list-portfolios';
import type { listRefused } from '../../operations/list-refused';
import type { openPortfolio } from '../../operations/open-portfolio';
import type { listPriceJumps } from '../../operations/price-jumps';
import type { requestInvestment, requestRebalance } from '../../operations/request-rebalance';
import type { resolveStale } from '../../operations/resolve-stale';
import type { addRestriction, listRestrictions, removeRestriction } from '../../operations/restrictions';
import type { revokeKey } from '../../operations/revoke-key';
import type { setRules, showRules } from '../../operations/rules';
import type { setPolicy } from '../../operations/set-policy';
import type { setTargets } from '../../operations/set-targets';
import type { showPlan } from '../../operations/show-plan';
import type { listPolicies, showPolicy } from '../../operations/show-policy';
import type { showPortfolio } from '../../operations/show-portfolio';
import type { listStale, showStale, staleEvidence } from '../../operations/show-stale';
import type { setTrading, showTrading } from '../../operations/trading';
import type { verifyAudit } from '../../operations/verify-audit';
import type { watchPortfolios } from '../../operations/watch-portfolios';
import type {
  cancelWithdrawal,
  listWithdrawals,
  markWithdrawalPaid,
  requestWithdrawal,
} from '../../operations/withdrawals';
import type { FailureCode } from '../failure';
import type { ModelDoor } from './models';
import type { ProposalDoor } from './proposals';
import type { RolloutDoor } from './rollouts';
import type { WebhookDoor } from './webhooks';

/** What an operation answers to somebody who only looks. */
export type Looked<Operation extends (deps: never, input: never) => unknown> = (
  input: Parameters<Operation>[1],
) => ReturnType<Operation>;
/** What it answers to the principal behind the door. */
export type Done<Operation extends (deps: never, principal: never, input: never) => unknown> = (
  input: Parameters<Operation>[2],
) => ReturnType<Operation>;

export interface Door extends WebhookDoor, ModelDoor, RolloutDoor, ProposalDoor {
  /** Connects to the ledger, so that the wait for an answer that follows is a wait for nothing else. */
  connect: () => Promise<void>;
  listPortfolios: Looked<typeof listPortfolios>;
  showPortfolio: Looked<typeof showPortfolio>;
  openPortfolio: Done<typeof openPortfolio>;
  changeStatus: Done<typeof changeStatus>;
  setTargets: Done<typeof setTargets>;
  listRestrictions: Looked<typeof listRestrictions>;
  addRestriction: Done<typeof addRestriction>;
  removeRestriction: Done<typeof removeRestriction>;
  listWithdrawals: Looked<typeof listWithdrawals>;
  requestWithdrawal: Done<typeof requestWithdrawal>;
  cancelWithdrawal: Done<typeof cancelWithdrawal>;
  markWithdrawalPaid: Done<typeof markWithdrawalPaid>;
  freezePortfolio: Done<typeof freezePortfolio>;
  listActivities: Looked<typeof listActivities>;
  listBatches: Looked<typeof listBatches>;
  showBatch: Looked<typeof showBatch>;
  listStale: (reason: string | undefined) => ReturnType<typeof listStale>;
  listRefused: Looked<typeof listRefused>;
  showTrading: () => ReturnType<typeof showTrading>;
  setTrading: Done<typeof setTrading>;
  showRules: () => ReturnType<typeof showRules>;
  setRules: Done<typeof setRules>;
  listPriceJumps: () => ReturnType<typeof listPriceJumps>;
  acceptPrices: Done<typeof acceptPrices>;
  listApprovals: (which: ListApprovalsInput) => Promise<{ approvals: SeenApproval[]; next: string | null }>;
  approve: Done<typeof approve>;
  reject: Done<typeof reject>;
  createKey: Done<typeof createKey>;
  listKeys: Looked<typeof listKeys>;
  revokeKey: Done<typeof revokeKey>;
  listAudit: Looked<typeof listAudit>;
  exportAudit: Looked<typeof exportAudit>;
  verifyAudit: Looked<typeof verifyAudit>;
  showPlan: Looked<typeof showPlan>;
  requestRebalance: Done<typeof requestRebalance>;
  requestInvestment: Done<typeof requestInvestment>;
  showPolicy: Looked<typeof showPolicy>;
  listPolicies: Looked<typeof listPolicies>;
  setPolicy: Done<typeof setPolicy>;
  showStale: Looked<typeof showStale>;
  staleEvidence: Looked<typeof staleEvidence>;
  resolveStale: Done<typeof resolveStale>;
  declareOutcome: Done<typeof declareOutcome>;
  watchPortfolios: Looked<typeof watchPortfolios>;
  showBooks: () => ReturnType<typeof showBooks>;
  trustBroker: Done<typeof trustBroker>;
  importPortfolios: Done<typeof importPortfolios>;
  /** The lines of a file. */
  exportPortfolios: (format: ImportFormat) => AsyncIterable<string>;
  /** USD per share by symbol, at the simulated broker. */
  listPrices: () => Promise<Record<string, string>>;
  runChecks: () => Promise<Check<FailureCode>[]>;
}
