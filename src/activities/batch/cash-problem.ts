import { cashDifference } from '../../domain/agreement';
import { symbolsOf } from '../../domain/drift';
import type { Portfolio } from '../../domain/portfolio';
import type { Deps } from '../deps';

/** Says why the cash of an account is not booked without a person, by the prices of now, or undefined when it would be. */
export async function cashProblem(
  { ledger, market, now }: Pick<Deps, 'market' | 'now'> & { ledger: Pick<Deps['ledger'], 'readGuards'> },
  portfolio: Portfolio,
  account: { cash: string },
): Promise<string | undefined> {
  const [prices, { announced, lastFillAt }] = await Promise.all([
    market.latestPrices(symbolsOf(portfolio)),
    ledger.readGuards(portfolio.id, now()),
  ]);
  return cashDifference({ portfolio, account, announced, lastFillAt, now: now(), prices });
}
