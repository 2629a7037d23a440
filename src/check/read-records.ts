import type { Broker } from '../broker/broker';
import type { Portfolio } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import type { Records } from './records';

export interface Sources {
  ledger: Pick<Ledger, 'listBatches' | 'listFills' | 'listAudit'>;
  broker: Pick<Broker, 'account' | 'listOrders' | 'listFills'>;
}

/** How many requests to the broker that takes, as long as a page holds all orders and one all fills. */
export const REQUESTS = 5;

/** Clocks differ by less, and what an account did before its portfolio was created is no concern of ours. */
const BEFORE_MS = 24 * 3_600_000;
const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** Reads what the ledger keeps of a portfolio, and what the broker's API shows of its account. @throws BrokerFault */
export async function readRecords(
  { ledger, broker }: Sources,
  portfolio: Portfolio,
  cashIsOurs: boolean,
): Promise<Records> {
  const [batches, audit] = [await ledger.listBatches(portfolio.id), await ledger.listAudit(portfolio.id)];
  const booked = await Promise.all(batches.map(({ id }) => ledger.listFills(id)));
  const [created] = audit;
  const since = created === undefined ? LONG_AGO : new Date(Date.parse(created.at) - BEFORE_MS).toISOString();
  const { accountId } = portfolio;
  const [account, orders, fills] = await Promise.all([
    broker.account(accountId),
    broker.listOrders(accountId, since),
    broker.listFills(accountId, since),
  ]);
  return {
    portfolio,
    batches,
    fills: booked.flat(),
    audit,
    broker: { cash: account.cash, positions: account.positions, orders, fills },
    cashIsOurs,
  };
}
