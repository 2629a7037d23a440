import { readRecords } from '../../src/check/read-records';
import type { Records } from '../../src/check/records';
import { isNotOwners } from '../simulation/owner';
import type { Stand } from './stand';

const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** What the ledger keeps of a portfolio, and what the broker's API shows of its account. Nobody moves its cash without it being listed. */
export async function recordsOf({ ledger, broker }: Stand, id: string, cashIsOurs = true): Promise<Records> {
  const portfolio = await ledger.findPortfolio(id);
  if (portfolio === undefined) throw new Error(`there is no ${id}`);
  const records = await readRecords({ ledger, broker }, portfolio, cashIsOurs, LONG_AGO);
  return { ...records, broker: { ...records.broker, orders: records.broker.orders.filter(isNotOwners) } };
}
