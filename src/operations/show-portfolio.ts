import type { Market } from '../broker/market';
import type { Portfolio } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';
import { type Measured, measure, readPrices } from './measure';

/** `measured` has its weights at latest prices; `problem` says why there are none. */
export type ShowPortfolioAnswer =
  | { ok: true; portfolio: Portfolio; measured: Measured | null; problem: string | null }
  | NotFound;

/** Returns a portfolio as the ledger has it, with its weights at latest prices. */
export async function showPortfolio(
  deps: { ledger: Pick<Ledger, 'findPortfolio'>; market: Pick<Market, 'latestPrices'> },
  portfolioId: string,
): Promise<ShowPortfolioAnswer> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const { portfolio } = found;
  const prices = await readPrices(deps.market, [portfolio]);
  return {
    ok: true,
    portfolio,
    measured: measure(portfolio, prices),
    problem: prices.ok ? null : prices.message,
  };
}
