// Before an account counts as different from the books, the broker is asked what happened in it.

import type { AccountSnapshot, Broker } from '../../broker/broker';
import { booksDifference } from '../../domain/decide';
import { explainDifference } from '../../domain/explain-difference';
import { cashInCents } from '../../domain/money';
import type { Portfolio } from '../../domain/portfolio';
import type { Actor, Ledger } from '../../ledger/ledger';
import { waitingActivities } from './waiting-activities';

export interface BookExplainedDeps {
  ledger: Pick<Ledger, 'activitiesThrough' | 'takeActivities' | 'bookActivities'>;
  broker: Pick<Broker, 'listActivities'>;
}

type Account = Pick<AccountSnapshot, 'positions' | 'cash'>;

/** True when `account`, read beside any order, is not what the books say. */
export function accountDiffers(portfolio: Portfolio, account: Account): boolean {
  return cashInCents(account.cash) !== portfolio.cash || booksDifference({ portfolio, account }) !== undefined;
}

/**
 * Asks for what happened in the account since the last time, and books what `account` shows of it. Returns the portfolio as it is then, the
 * same one when nothing was booked; undefined when somebody changed it since it was read, so that both have to be read again. While the broker
 * is in doubt only what explains everything is booked. @throws BrokerFault, LedgerFault
 */
export async function bookExplained(
  { ledger, broker }: BookExplainedDeps,
  portfolio: Portfolio,
  account: Account,
  isDoubted: boolean,
  by: Actor,
): Promise<Portfolio | undefined> {
  const { id, version } = portfolio;
  const waiting = await waitingActivities({ ledger, broker }, portfolio, by);
  const { booked, included, isExact } = explainDifference({ books: portfolio, account, waiting, now: by.at });
  if (booked.length + included.length === 0 || (isDoubted && !isExact)) return portfolio;
  const ids = (some: readonly { id: string }[]) => some.map((one) => one.id);
  const settled = { booked: ids(booked), included: ids(included), expectedVersion: version };
  const after = await ledger.bookActivities(id, settled, by);
  return after?.version === version ? portfolio : after;
}
