import type { AccountSnapshot } from '../../broker/broker';
import type { Batch, Deviation, Fill } from '../../domain/batch';
import { booksDifference } from '../../domain/decide';
import { isDeclared } from '../../domain/declaration';
import { priceBySymbol } from '../../domain/drift';
import { invariant } from '../../domain/invariant';
import { cashInCents, decimal, showCents, sum } from '../../domain/money';
import { type Portfolio, type PortfolioStatus, staleReasonOf } from '../../domain/portfolio';
import { stays, type Verdict } from '../../domain/stale';
import type { EndStaleInput } from '../../domain/steps';
import { isBefore } from '../../domain/time';
import { deviationOf, readBatchBooks, symbolsOfBooks } from '../batch/batch-books';
import { allFills } from '../batch/booked-fills';
import { cashProblem } from '../batch/cash-problem';
import { accountDiffers, bookExplained } from '../books/book-explained';
import { by, type Deps } from '../deps';
import { brokerAway } from '../order/broker-away';
import { readAsker } from './asker';

/** Ends a STALE: a batch that is reversed becomes ROLLED_BACK, one that was completed ADJUSTED. The books have to agree. */
export function createEndStale(deps: Deps) {
  return (input: EndStaleInput) => unlessLate(deps, input.askUntil, () => end(deps, input));
}

async function end(deps: Deps, input: EndStaleInput): Promise<Verdict> {
  const portfolio = await deps.ledger.findPortfolio(input.portfolioId);
  invariant(portfolio !== undefined, 'a hold is of a portfolio');
  if (portfolio.status !== 'STALE') return ended(portfolio.status);
  const batch = await deps.ledger.findOpenBatch(portfolio.id);
  const fills = batch === undefined ? [] : await allFills(deps, batch);
  const known = await booked(deps, portfolio, batch, fills);
  const account = await deps.broker.account(portfolio.accountId);
  const books = await explained(deps, known, account);
  const message = booksDifference({ portfolio: books, account });
  if (message !== undefined) return stays('BOOKS_DIFFER', message);
  const declared = declaredCashProblem(batch, books, account);
  if (declared !== undefined) return stays('BOOKS_DIFFER', declared);
  // If it were released with that cash unbooked, the next evaluation would hold it again.
  const cash = portfolio.statusReason === 'CASH_DIFFERS' ? await cashProblem(deps, books, account) : undefined;
  if (cash !== undefined) return stays('CASH_DIFFERS', `${cash}: adopt-positions takes it`);
  const keeps = input.action === 'complete' && batch !== undefined;
  const deviation = keeps ? await deviationNow(deps, books, batch, fills) : undefined;
  const unsafe = keeps ? unsafeToKeep(books, deviation) : undefined;
  if (unsafe !== undefined) return stays('UNSAFE_TO_KEEP', unsafe);
  const residual = batch === undefined || keeps ? null : showCents(sum(fills.map((fill) => decimal(fill.cash))));
  const { asker, isFrozenSince } = await readAsker(deps, portfolio.id, input);
  await deps.ledger.endStale(
    portfolio.id,
    {
      batchState: keeps ? 'ADJUSTED' : 'ROLLED_BACK',
      fills,
      adopt: null,
      residual,
      ...(deviation !== undefined && { deviation }),
      // A freeze that the sender did not know about needs its own release.
      releases: input.action === 'release' && !isFrozenSince,
      requestId: input.requestId,
      detail: { action: input.action, note: input.note },
    },
    asker,
  );
  return verdictOn(deps, portfolio.id);
}

/**
 * Other differences of cash are deposits, dividends or fees. But if two people declared what was paid, the difference may be
 * their mistake.
 */
function declaredCashProblem(
  batch: Batch | undefined,
  books: Pick<Portfolio, 'cash'>,
  account: { cash: string },
): string | undefined {
  const shown = cashInCents(account.cash);
  if (!batch?.orders.some(isDeclared) || shown === books.cash) return undefined;
  return `an outcome was declared, and the cash differs: ledger ${books.cash}, broker ${shown}. If the broker is right: adopt-positions`;
}

async function deviationNow(
  deps: Deps,
  portfolio: Portfolio,
  batch: Batch,
  fills: Fill[],
): Promise<Deviation | undefined> {
  const books = await readBatchBooks(deps, portfolio, batch, fills);
  return deviationOf(books, priceBySymbol(await deps.market.latestPrices(symbolsOfBooks(books))));
}

function unsafeToKeep({ cash }: Portfolio, deviation: Deviation | undefined): string | undefined {
  if (decimal(cash).isNegative()) return `its cash would be ${cash}: reverse it, or add cash first`;
  if (deviation === undefined)
    return 'a symbol of it has no price, so nobody can say whether it is nearer to its targets';
  if (decimal(deviation.after).lessThan(decimal(deviation.before))) return undefined;
  return `half the sum of its deviations would be ${deviation.after} points, without the batch ${deviation.before}`;
}

/** What the ledger says when a hold ends: a frozen portfolio stays held. */
export async function verdictOn({ ledger }: Deps, portfolioId: string): Promise<Verdict> {
  const portfolio = await ledger.findPortfolio(portfolioId);
  if (portfolio?.status !== 'STALE') return ended(portfolio?.status ?? 'CLOSED');
  return stays(staleReasonOf(portfolio), 'what was wrong is fixed, and it stays frozen: release it');
}

/**
 * Returns the portfolio after booking the fills that the ledger did not know yet. Any difference that remains is not from our
 * orders.
 */
async function booked(deps: Deps, portfolio: Portfolio, batch: Batch | undefined, fills: Fill[]): Promise<Portfolio> {
  if (batch === undefined) return portfolio;
  const stale = { reason: staleReasonOf(portfolio), cause: batch.cause, fills };
  await deps.ledger.markStale(portfolio.id, stale, by(deps));
  return (await deps.ledger.findPortfolio(portfolio.id)) ?? portfolio;
}

/** Returns the portfolio with what the broker lists of it booked. */
async function explained(deps: Deps, books: Portfolio, account: AccountSnapshot): Promise<Portfolio> {
  if (account.openOrders.length > 0 || !accountDiffers(books, account)) return books;
  return (await bookExplained(deps, books, account, false, by(deps))) ?? books;
}

/**
 * Does `work`, and lets the step be retried on failure. Once `askUntil` has passed, "the broker does not answer" is the verdict.
 */
export async function unlessLate(deps: Deps, askUntil: string, work: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await work();
  } catch (error) {
    if (isBefore(deps.now(), askUntil)) throw error;
    return brokerAway(error);
  }
}

/** It gets back the status that it had before it was held. Somebody may have closed it or ended the hold meanwhile. */
export function ended(portfolio: PortfolioStatus): Verdict {
  return { status: 'ACTIVE', portfolio, message: `the hold has ended, and the portfolio is ${portfolio}` };
}
