import type { ImportLedger } from '../imports';
import type { Ledger } from '../ledger';
import type { ModelLedger } from '../models';
import type { RolloutLedger } from '../rollouts';
import type { RuleLedger } from '../rule-sets';
import type { WebhookLedger } from '../webhooks';
import { accountReadMethods } from './account-reads';
import { activityMethods } from './activities';
import { approvalMethods } from './approvals';
import { assetMethods } from './assets';
import { auditMethods } from './audit';
import { batchMethods } from './batches';
import { closingMethods } from './closing';
import { type ConnectionOptions, connectDatabase } from './connection';
import { dayValueMethods } from './day-values';
import { declaringMethods } from './declaring';
import { importMethods } from './imports';
import { keyedRequestMethods } from './keyed-requests';
import { keyMethods } from './keys';
import { tradingMethods } from './kill-switch';
import { knownPriceMethods } from './known-prices';
import { lateExecutionMethods } from './late-executions';
import { modelMethods } from './models';
import { orderMethods } from './orders';
import { pageMethods } from './pages';
import { planProposalMethods } from './plan-proposals';
import { policyMethods } from './policies';
import { portfolioMethods } from './portfolios';
import { refusalMethods } from './refusals';
import { restrictionMethods } from './restrictions';
import { rolloutSteps } from './rollout-steps';
import { rolloutMethods } from './rollouts';
import { ruleSetMethods } from './rule-sets';
import { sessionMethods } from './sessions';
import { staleMethods } from './stale';
import { subscriptionMethods } from './subscriptions';
import { vitalMethods } from './vitals';
import { watchReportMethods } from './watch-reports';
import { webhookMethods } from './webhooks';
import { withdrawalMethods } from './withdrawals';

/**
 * Returns the ledger in the Postgres database at `databaseUrl`, which `migrate` prepared. It connects on the first query. A
 * `databaseUrl` given as a function is called for each new connection, because it may change.
 *
 * @see docs/decisions/0003-ledger.md
 */
export function createPostgresLedger(
  databaseUrl: string | (() => string),
  options: ConnectionOptions = {},
): Ledger & ImportLedger & WebhookLedger & ModelLedger & RolloutLedger & RuleLedger {
  const database = connectDatabase(databaseUrl, options);
  return {
    ...portfolioMethods(database),
    ...pageMethods(database),
    ...refusalMethods(database),
    ...policyMethods(database),
    ...restrictionMethods(database),
    ...withdrawalMethods(database),
    ...planProposalMethods(database),
    ...accountReadMethods(database),
    ...activityMethods(database),
    ...batchMethods(database),
    ...orderMethods(database),
    ...closingMethods(database),
    ...declaringMethods(database),
    ...lateExecutionMethods(database),
    ...approvalMethods(database),
    ...tradingMethods(database),
    ...knownPriceMethods(database),
    ...assetMethods(database),
    ...keyMethods(database),
    ...sessionMethods(database),
    ...auditMethods(database),
    ...importMethods(database),
    ...keyedRequestMethods(database),
    ...vitalMethods(database),
    ...staleMethods(database),
    ...watchReportMethods(database),
    ...dayValueMethods(database),
    ...webhookMethods(database),
    ...modelMethods(database),
    ...subscriptionMethods(database),
    ...rolloutMethods(database),
    ...rolloutSteps(database),
    ...ruleSetMethods(database),
    close: database.close,
  };
}
