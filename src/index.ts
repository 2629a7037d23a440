// The package's entry: what a program that embeds it may use. docs/embedding.md tells of it.

import { randomBytes, randomUUID } from 'node:crypto';
import type { RebalanceClient } from './client';
import { type AlpacaSettings, connect } from './connect';
import { type Caps, NO_CAPS } from './domain/caps';
import { acceptPrices } from './operations/accept-prices';
import { approve, listApprovals, reject } from './operations/approvals';
import { showBooks, trustBroker } from './operations/books';
import { changeStatus } from './operations/change-status';
import { declareOutcome } from './operations/declare-outcome';
import { exportPortfolios } from './operations/export-portfolios';
import { findPortfolio } from './operations/find-portfolio';
import { fleetHealth } from './operations/fleet-health';
import { freezePortfolio } from './operations/freeze-portfolio';
import { importPortfolios } from './operations/import-portfolios';
import { listActivities } from './operations/list-activities';
import { exportAudit, listAudit, searchAudit } from './operations/list-audit';
import { listBatches, showBatch } from './operations/list-batches';
import { listPortfolios } from './operations/list-portfolios';
import { listRefused } from './operations/list-refused';
import {
  addModelVersion,
  archiveModel,
  createModel,
  listModels,
  listModelVersions,
  showModel,
} from './operations/models';
import { openPortfolio } from './operations/open-portfolio';
import {
  approvePlan,
  listProposals,
  proposePlan,
  rejectPlan,
  releaseProposal,
  showProposal,
} from './operations/plan-proposals';
import { previewPlan } from './operations/preview-plan';
import { previewRollout } from './operations/preview-rollout';
import { listPriceJumps } from './operations/price-jumps';
import { requestInvestment, requestRebalance } from './operations/request-rebalance';
import { resolveStale } from './operations/resolve-stale';
import { addRestriction, listRestrictions, removeRestriction } from './operations/restrictions';
import { changeRollout, listRolloutPortfolios, listRollouts, showRollout, startRollout } from './operations/rollouts';
import { setPolicy } from './operations/set-policy';
import { setTargets } from './operations/set-targets';
import { listPolicies, showPolicy } from './operations/show-policy';
import { showPortfolio } from './operations/show-portfolio';
import { listStale, showStale } from './operations/show-stale';
import {
  changeSubscription,
  listSubscriptions,
  showSubscription,
  subscribe,
  unsubscribe,
} from './operations/subscriptions';
import { setTrading, showTrading } from './operations/trading';
import { verifyAudit } from './operations/verify-audit';
import { watchPortfolios } from './operations/watch-portfolios';
import { cancelWithdrawal, listWithdrawals, markWithdrawalPaid, requestWithdrawal } from './operations/withdrawals';

export { BrokerFault } from './broker/broker';
export * from './client';
export type { OperationRefusalCode } from './domain/causes';
export { type Principal, type PrincipalParts, principalOf, principalProblem } from './domain/principal';
export type { Refused } from './domain/refused';
export { InputRefused } from './input/refused';
export { LedgerFault } from './ledger/ledger';

export interface OperationsInput {
  /** As a worker's DATABASE_URL: postgres://… */
  databaseUrl: string;
  client: RebalanceClient;
}

export interface BrokerInput {
  broker: AlpacaSettings;
  /** As a worker's AUTOBALANCER_CAP_…; without them a preview knows no caps. */
  caps?: Caps;
}

const OPERATIONS = {
  acceptPrices,
  addRestriction,
  approve,
  archiveModel,
  cancelWithdrawal,
  changeRollout,
  changeStatus,
  declareOutcome,
  exportAudit,
  exportPortfolios,
  findPortfolio,
  fleetHealth,
  freezePortfolio,
  listActivities,
  listApprovals,
  listAudit,
  listBatches,
  listModels,
  listModelVersions,
  listPolicies,
  listPortfolios,
  listProposals,
  listRefused,
  listRestrictions,
  listRolloutPortfolios,
  listRollouts,
  listStale,
  listSubscriptions,
  listWithdrawals,
  markWithdrawalPaid,
  reject,
  rejectPlan,
  releaseProposal,
  removeRestriction,
  requestInvestment,
  requestRebalance,
  resolveStale,
  searchAudit,
  setPolicy,
  setTrading,
  showBatch,
  showBooks,
  showModel,
  showPolicy,
  showRollout,
  showSubscription,
  showTrading,
  startRollout,
  trustBroker,
  unsubscribe,
  verifyAudit,
};

const BROKER_OPERATIONS = {
  addModelVersion,
  approvePlan,
  changeSubscription,
  createModel,
  importPortfolios,
  listPriceJumps,
  openPortfolio,
  previewPlan,
  previewRollout,
  proposePlan,
  requestWithdrawal,
  setTargets,
  showPortfolio,
  showProposal,
  showStale,
  subscribe,
  watchPortfolios,
};

/** An operation without its first argument, what it needs of the outside. Those that change something are told who asks. */
type Bound<Operation> = Operation extends (deps: never, ...asked: infer Asked) => infer Answer
  ? (...asked: Asked) => Answer
  : never;
type AllBound<Table> = { [Name in keyof Table]: Bound<Table[Name]> };

/** What needs the ledger and Temporal only, each with its rules and its audit row. */
export type Operations = AllBound<typeof OPERATIONS> & { close(): Promise<void> };
/** What asks the broker as well. */
export type BrokerOperations = AllBound<typeof BROKER_OPERATIONS>;

/** Opens the ledger for a program of your own. @throws Error when its schema is not one that this build runs on. */
export async function openOperations(input: OperationsInput & BrokerInput): Promise<Operations & BrokerOperations>;
export async function openOperations(input: OperationsInput): Promise<Operations>;
export async function openOperations({
  databaseUrl,
  client,
  broker,
  caps = NO_CAPS,
}: OperationsInput & Partial<BrokerInput>): Promise<Operations & Partial<BrokerOperations>> {
  const settings = { now: { databaseUrl: () => databaseUrl }, ...(broker === undefined ? {} : { broker }) };
  const adapters = connect({ config: () => settings, env: process.env });
  const ledger = await adapters.ledger();
  const deps = { ledger, client, door: 'program', now: () => new Date().toISOString(), randomUUID } as const;
  const operations = { ...bound(OPERATIONS, deps), close: adapters.close };
  if (broker === undefined) return operations;
  const asking = { ...deps, broker: adapters.broker(), market: adapters.market(), caps, randomBytes };
  return { ...operations, ...bound(BROKER_OPERATIONS, asking) };
}

type AnyOperation = (deps: unknown, ...asked: unknown[]) => unknown;

function bound<Table extends object>(operations: Table, deps: object): AllBound<Table> {
  const entries = Object.entries(operations) as [string, AnyOperation][];
  return Object.fromEntries(
    entries.map(([name, operation]) => [name, (...asked: unknown[]) => operation(deps, ...asked)]),
  ) as AllBound<Table>;
}
