import { randomBytes } from 'node:crypto';
import { acceptPrices } from '../../operations/accept-prices';
import { approve, listApprovals, reject } from '../../operations/approvals';
import { approvalsSeen } from '../../operations/approvals-seen';
import { changeStatus } from '../../operations/change-status';
import { createKey } from '../../operations/create-key';
import { freezePortfolio } from '../../operations/freeze-portfolio';
import { listActivities } from '../../operations/list-activities';
import { listAudit } from '../../operations/list-audit';
import { listBatches, showBatch } from '../../operations/list-batches';
import { listKeys } from '../../operations/list-keys';
import { listPortfolios } from '../../operations/list-portfolios';
import { listRefused } from '../../operations/list-refused';
import { openPortfolio } from '../../operations/open-portfolio';
import { listPriceJumps } from '../../operations/price-jumps';
import { revokeKey } from '../../operations/revoke-key';
import { setTargets } from '../../operations/set-targets';
import { showPortfolio } from '../../operations/show-portfolio';
import { listStale } from '../../operations/show-stale';
import { setTrading, showTrading } from '../../operations/trading';
import type { Cli } from '../cli';
import type { Door } from './door';
import { localWebhooks } from './webhooks';

/** The operations in this process, on the servers that the environment names. */
export function createLocalDoor({ open, principal }: Pick<Cli, 'open' | 'principal'>): Door {
  return {
    listPortfolios: async (which) => listPortfolios(await open('ledger'), which),
    showPortfolio: async (id) => showPortfolio(await open('ledger', 'market'), id),
    openPortfolio: async (input) => openPortfolio(await open('ledger', 'broker'), principal(), input),
    changeStatus: async (input) => changeStatus(await open('ledger'), principal(), input),
    setTargets: async (input) => setTargets(await open('ledger', 'broker'), principal(), input),
    freezePortfolio: async (input) => freezePortfolio(await open('ledger', 'client'), principal(), input),
    listActivities: async (which) => listActivities(await open('ledger'), which),
    listBatches: async (which) => listBatches(await open('ledger'), which),
    showBatch: async (which) => showBatch(await open('ledger'), which),
    listStale: async (reason) => listStale(await open('ledger'), reason),
    listRefused: async (which) => listRefused(await open('ledger'), which),
    showTrading: async () => showTrading(await open('ledger')),
    setTrading: async (change) => setTrading(await open('ledger'), principal(), change),
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
    ...localWebhooks({ open, principal }),
  };
}
