import type { Door } from './door';
import type { HttpApi } from './http';
import { remoteModels } from './models';
import { remoteProposals } from './proposals';
import { remoteAudit } from './remote/audit';
import { remoteBatches } from './remote/batches';
import { remoteFleet } from './remote/fleet';
import { remotePeople } from './remote/people';
import { remotePolicies } from './remote/policies';
import { remotePortfolios } from './remote/portfolios';
import { remotePrices } from './remote/prices';
import { remoteRebalances } from './remote/rebalances';
import { remoteRestrictions } from './remote/restrictions';
import { remoteStale } from './remote/stale';
import { remoteTransfer } from './remote/transfer';
import { remoteWithdrawals } from './remote/withdrawals';
import { remoteRollouts } from './rollouts';
import { remoteWebhooks } from './webhooks';

/** The operations behind the HTTP API. What waits there stops waiting when `ended` is aborted. */
export function createRemoteDoor(api: HttpApi, ended: AbortSignal): Door {
  const { ask } = api;
  return {
    connect: async () => undefined,
    ...remotePortfolios(ask),
    ...remotePolicies(ask),
    ...remoteRestrictions(ask),
    ...remoteWithdrawals(ask),
    ...remoteRebalances(ask, ended),
    ...remoteBatches(ask),
    ...remoteStale(ask, ended),
    ...remotePrices(ask),
    ...remotePeople(ask),
    ...remoteFleet(ask),
    ...remoteAudit(api),
    ...remoteTransfer(api, ended),
    ...remoteWebhooks(ask),
    ...remoteModels(ask),
    ...remoteRollouts(ask),
    ...remoteProposals(ask, ended),
  };
}
