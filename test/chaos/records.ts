import type { Records } from '../../src/check/records';
import type { Stand } from './stand';

/** Long before anything. */
const SINCE = '2000-01-01T00:00:00.000Z';

/** What the ledger keeps of a portfolio, and what the broker's API shows of its account. */
export async function recordsOf({ ledger, broker }: Stand, id: string): Promise<Records> {
  const portfolio = await ledger.findPortfolio(id);
  if (portfolio === undefined) throw new Error(`there is no ${id}`);
  const batches = await ledger.listBatches(id);
  const booked = await Promise.all(batches.map((batch) => ledger.listFills(batch.id)));
  const [account, orders, fills] = await Promise.all([
    broker.account(portfolio.accountId),
    broker.listOrders(portfolio.accountId, SINCE),
    broker.listFills(portfolio.accountId, SINCE),
  ]);
  return {
    portfolio,
    batches,
    fills: booked.flat(),
    audit: await ledger.listAudit(id),
    broker: { cash: account.cash, positions: account.positions, orders, fills },
    cashIsOurs: true,
  };
}
