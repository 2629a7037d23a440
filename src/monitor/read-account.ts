// One read of one account for the sweep. The numbers are those of account-sweep.ts.

import { type BookExplainedDeps, bookExplained } from '../activities/books/book-explained';
import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import type { RebalanceClient } from '../client';
import { cashDifference } from '../domain/agreement';
import { booksDifference } from '../domain/decide';
import { priceBySymbol, pricePortfolio, symbolsOf, valueOf } from '../domain/drift';
import { cashInCents, halfEvenToCents, showCents } from '../domain/money';
import type { Portfolio } from '../domain/portfolio';
import { HEALS_BY_ITSELF } from '../domain/stale';
import { tradingDayOf } from '../domain/trading-day';
import type { Actor, Ledger } from '../ledger/ledger';
import { type LateExecutionDeps, noteLateExecutions } from './late-executions';

export const READ_OUTCOMES = ['agrees', 'booked', 'differs', 'busy', 'unreadable'] as const;

export type ReadOutcome = (typeof READ_OUTCOMES)[number];

export interface ReadAccountDeps extends LateExecutionDeps, BookExplainedDeps {
  ledger: Pick<
    Ledger,
    | 'findPortfolio'
    | 'findOpenBatch'
    | 'readGuards'
    | 'bookExternalCash'
    | 'noteAgreement'
    | 'noteDifference'
    | 'noteValue'
  > &
    LateExecutionDeps['ledger'] &
    BookExplainedDeps['ledger'];
  broker: Pick<Broker, 'account'> & LateExecutionDeps['broker'] & BookExplainedDeps['broker'];
  market: Pick<Market, 'latestPrices'>;
  client: Pick<RebalanceClient, 'priceChanged' | 'lookAgain'> & LateExecutionDeps['client'];
  /** False while a rebalance would be refused: a difference is then looked at again later. */
  isOpen(): boolean;
}

/** Returns undefined for a portfolio that no longer exists. While the broker is in doubt nothing is booked (A5). */
export async function readAccount(
  deps: ReadAccountDeps,
  id: string,
  isDoubted: boolean,
  by: () => Actor,
): Promise<ReadOutcome | undefined> {
  const { ledger } = deps;
  const before = await ledger.findPortfolio(id);
  if (before === undefined || before.status === 'CLOSED') return undefined;
  if ((await ledger.findOpenBatch(id)) !== undefined) return 'busy';
  const account = await deps.broker.account(before.accountId);
  // A2
  const version = (await ledger.findPortfolio(id))?.version;
  const traded = version !== before.version || (await ledger.findOpenBatch(id)) !== undefined;
  if (traded || account.openOrders.length > 0) return 'busy';
  const portfolio = await bookExplained(deps, before, account, isDoubted, by());
  if (portfolio === undefined) return 'busy';
  const [prices, { announced, lastFillAt }] = await Promise.all([
    deps.market.latestPrices(symbolsOf(portfolio)),
    ledger.readGuards(id, by().at),
  ]);
  const difference =
    booksDifference({ portfolio, account }) ??
    cashDifference({ portfolio, account, announced, lastFillAt, now: by().at, prices });
  if (difference !== undefined) return differs(deps, portfolio, difference, by());
  const cash = cashInCents(account.cash);
  const books = portfolio.status === 'ACTIVE' && !isDoubted && cash !== portfolio.cash;
  if (books && (await ledger.bookExternalCash(id, cash, portfolio.version, by())) === undefined) return 'busy';
  await ledger.noteAgreement(id, { leaving: account.leaving, arriving: account.arriving }, by());
  await noteValue(deps, books ? { ...portfolio, cash } : portfolio, prices, by().at);
  await noteLateExecutions(deps, portfolio, by());
  // A6
  if (portfolio.status === 'STALE' && HEALS_BY_ITSELF.has(portfolio.statusReason ?? ''))
    await deps.client.lookAgain(id);
  return books || portfolio !== before ? 'booked' : 'agrees';
}

/** A1 */
async function differs(
  { ledger, client, isOpen }: ReadAccountDeps,
  { id, status, policy }: Portfolio,
  difference: string,
  by: Actor,
): Promise<ReadOutcome> {
  const doubted = await ledger.noteDifference(id, { difference, read: null }, by);
  if (doubted === null && status === 'ACTIVE' && isOpen())
    await client.priceChanged({ id, lockTtlMs: policy.lockTtlMs }, { symbols: [] });
  return 'differs';
}

/** A day on which a price is missing has no value. */
async function noteValue(
  { ledger }: ReadAccountDeps,
  portfolio: Portfolio,
  latest: Awaited<ReturnType<Market['latestPrices']>>,
  at: string,
): Promise<void> {
  const priced = pricePortfolio({ ...portfolio, withdrawals: [] }, priceBySymbol(latest));
  if ('missing' in priced) return;
  const value = showCents(halfEvenToCents(valueOf(priced)));
  await ledger.noteValue(portfolio.id, { day: tradingDayOf(at), value, cash: portfolio.cash });
}
