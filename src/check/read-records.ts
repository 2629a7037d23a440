import type { Broker } from '../broker/broker';
import { type Batch, isOpen } from '../domain/batch';
import type { Portfolio } from '../domain/portfolio';
import { later } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import type { Records } from './records';

export interface Sources {
  ledger: Pick<Ledger, 'listBatches' | 'listFills' | 'listAudit'>;
  broker: Pick<Broker, 'account' | 'listOrders' | 'listFills'>;
}

/** How many requests to the broker this takes, as long as all orders fit on one page and all fills on another. */
export const REQUESTS = 5;

/** The clocks of ledger and broker differ by less than this. */
const SKEW_MS = 24 * 3_600_000;

/**
 * Reads what the ledger keeps of a portfolio, and what the broker's API shows of its account. Of batches that ended and were priced
 * before `since` (ISO) nothing is read but the audit, and neither are the broker's orders from before then.
 *
 * @throws BrokerFault
 */
export async function readRecords(
  { ledger, broker }: Sources,
  portfolio: Portfolio,
  cashIsOurs: boolean,
  since: string,
): Promise<Records> {
  const { id, accountId } = portfolio;
  const [all, audit] = [await ledger.listBatches(id), await ledger.listAudit(id)];
  const isRead = ({ state, pricedAt }: Batch) => isOpen(state) || pricedAt >= since;
  const batches = all.filter(isRead);
  const fills = [];
  for (const batch of batches) fills.push(...(await ledger.listFills(batch.id)));
  const [oldest] = [since, ...batches.map(({ pricedAt }) => pricedAt)].sort();
  const from = later(oldest ?? since, -SKEW_MS);
  const [account, orders, executions] = await Promise.all([
    broker.account(accountId),
    broker.listOrders(accountId, from),
    broker.listFills(accountId, from),
  ]);
  const older = all.filter((batch) => !isRead(batch)).flatMap((batch) => batch.orders);
  const olderIds = new Set(older.map((order) => order.clientOrderId));
  return {
    portfolio,
    batches,
    fills,
    audit,
    broker: {
      cash: account.cash,
      positions: account.positions,
      orders: orders.filter(({ clientOrderId }) => !olderIds.has(clientOrderId)),
      fills: executions,
    },
    cashIsOurs,
  };
}
