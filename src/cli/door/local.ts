import { randomBytes } from 'node:crypto';
import { acceptPrices } from '../../operations/accept-prices';
import { approve, listApprovals, reject } from '../../operations/approvals';
import { approvalsSeen } from '../../operations/approvals-seen';
import { showBooks, trustBroker } from '../../operations/books';
import { changeStatus } from '../../operations/change-status';
import { createKey } from '../../operations/create-key';
import { declareOutcome } from '../../operations/declare-outcome';
import { exportPortfolios } from '../../operations/export-portfolios';
import { freezePortfolio } from '../../operations/freeze-portfolio';
import { importPortfolios } from '../../operations/import-portfolios';
import { listActivities } from '../../operations/list-activities';
import { exportAudit, listAudit } from '../../operations/list-audit';
import { listBatches, showBatch } from '../../operations/list-batches';
import { listKeys } from '../../operations/list-keys';
import { listPortfolios } from '../../operations/list-portfolios';
import { listRefused } from '../../operations/list-refused';
import { openPortfolio } from '../../operations/open-portfolio';
import { listPriceJumps } from '../../operations/price-jumps';
import { requestInvestment, requestRebalance } from '../../operations/request-rebalance';
import { resolveStale } from '../../operations/resolve-stale';
import { addRestriction, listRestrictions, removeRestriction } from '../../operations/restrictions';
import { revokeKey } from '../../operations/revoke-key';
import { setRules, showRules } from '../../operations/rules';
import { setPolicy } from '../../operations/set-policy';
import { setTargets } from '../../operations/set-targets';
import { showPlan } from '../../operations/show-plan';
import { listPolicies, showPolicy } from '../../operations/show-policy';
import { showPortfolio } from '../../operations/show-portfolio';
import { listStale, showStale, staleEvidence } from '../../operations/show-stale';
import { setTrading, showTrading } from '../../operations/trading';
import { verifyAudit } from '../../operations/verify-audit';
import { watchPortfolios } from '../../operations/watch-portfolios';
import { cancelWithdrawal, listWithdrawals, markWithdrawalPaid, requestWithdrawal } from '../../operations/withdrawals';
import type { Cli } from '../cli';
import { runChecks } from '../doctor-checks';
import type { Door } from './door';
import { localModels } from './models';
import { localProposals } from './proposals';
import { localRollouts } from './rollouts';
import { localWebhooks } from './webhooks';

/** The operations in this process, on the servers that the environment names. */
export function createLocalDoor(cli: Pick<Cli, 'open' | 'principal' | 'connections' | 'now'>): Door {
  const { open, principal, connections } = cli;
  return {
    connect: async () => void (await open('ledger')),
    listPortfolios: async (which) => listPortfolios(await open('ledger'), which),
    showPortfolio: async (id) => showPortfolio(await open('ledger', 'market'), id),
    openPortfolio: async (input) => openPortfolio(await open('ledger', 'broker'), principal(), input),
    changeStatus: async (input) => changeStatus(await open('ledger'), principal(), input),
    setTargets: async (input) => setTargets(await open('ledger', 'broker'), principal(), input),
    listRestrictions: async (id) => listRestrictions(await open('ledger'), id),
    addRestriction: async (input) => addRestriction(await open('ledger'), principal(), input),
    removeRestriction: async (input) => removeRestriction(await open('ledger'), principal(), input),
    listWithdrawals: async (which) => listWithdrawals(await open('ledger'), which),
    requestWithdrawal: async (input) =>
      requestWithdrawal({ ...(await open('ledger', 'market')), randomBytes }, principal(), input),
    cancelWithdrawal: async (which) => cancelWithdrawal(await open('ledger'), principal(), which),
    markWithdrawalPaid: async (which) => markWithdrawalPaid(await open('ledger'), principal(), which),
    freezePortfolio: async (input) => freezePortfolio(await open('ledger', 'client'), principal(), input),
    listActivities: async (which) => listActivities(await open('ledger'), which),
    listBatches: async (which) => listBatches(await open('ledger'), which),
    showBatch: async (which) => showBatch(await open('ledger'), which),
    listStale: async (reason) => listStale(await open('ledger'), reason),
    listRefused: async (which) => listRefused(await open('ledger'), which),
    showTrading: async () => showTrading(await open('ledger')),
    setTrading: async (change) => setTrading(await open('ledger'), principal(), change),
    showRules: async () => showRules(await open('ledger')),
    setRules: async (input) => setRules(await open('ledger'), principal(), input),
    listPriceJumps: async () => listPriceJumps(await open('ledger', 'market', 'caps')),
    acceptPrices: async (input) => acceptPrices(await open('ledger'), principal(), input),
    listApprovals: async (which) => {
      const deps = await open('ledger');
      const { approvals, next } = await listApprovals(deps, which);
      return { approvals: await approvalsSeen(deps, { principal: principal() }, approvals), next };
    },
    approve: async (input) => approve(await open('ledger'), principal(), input),
    reject: async (input) => reject(await open('ledger'), principal(), input),
    createKey: async (input) => createKey({ ...(await open('ledger')), randomBytes }, principal(), input),
    listKeys: async (page) => listKeys(await open('ledger'), page),
    revokeKey: async (id) => revokeKey(await open('ledger'), principal(), id),
    listAudit: async (which) => listAudit(await open('ledger'), which),
    exportAudit: async (id) => exportAudit(await open('ledger'), id),
    verifyAudit: async (which) => verifyAudit(await open('ledger'), which),
    showPlan: async (id) => showPlan(await open('ledger', 'broker', 'market', 'caps'), id),
    requestRebalance: async (id) => requestRebalance(await open('ledger', 'client'), principal(), id),
    requestInvestment: async (id) => requestInvestment(await open('ledger', 'client'), principal(), id),
    showPolicy: async (id) => showPolicy(await open('ledger'), id),
    listPolicies: async (id) => listPolicies(await open('ledger'), id),
    setPolicy: async (input) => setPolicy(await open('ledger'), principal(), input),
    showStale: async (id) => showStale(await open('ledger', 'broker', 'market', 'caps'), id),
    staleEvidence: async (reason) => staleEvidence(await open('ledger', 'broker', 'market', 'caps'), reason),
    resolveStale: async (input) => resolveStale(await open('ledger', 'client'), principal(), input),
    declareOutcome: async (input) => declareOutcome(await open('ledger', 'client'), principal(), input),
    watchPortfolios: async (which) => watchPortfolios(await open('ledger', 'market'), which),
    showBooks: async () => showBooks(await open('ledger')),
    trustBroker: async (reason) => trustBroker(await open('ledger'), principal(), reason),
    importPortfolios: async (input) => importPortfolios(await open('ledger', 'broker'), principal(), input),
    exportPortfolios: async function* (format) {
      yield* exportPortfolios(await open('ledger'), format);
    },
    listPrices: () => connections.simulator().prices(),
    runChecks: () => runChecks(cli),
    ...localWebhooks({ open, principal }),
    ...localModels({ open, principal }),
    ...localRollouts({ open, principal }),
    ...localProposals({ open, principal }),
  };
}
