import type { Market } from '../broker/market';
import type { BatchState } from '../domain/batch';
import type { RefusalCode } from '../domain/causes';
import type { Portfolio, PortfolioStatus } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';
import { listPortfolios } from './list-portfolios';
import { measure, readPrices } from './measure';

/** One portfolio at one look. */
export interface Watched {
  id: string;
  status: PortfolioStatus;
  reason: string | null;
  /** Why its rebalance is refused, and since when, or null. */
  refused: { code: RefusalCode; since: string } | null;
  /** USD at latest prices, and percents; null without prices. */
  value: string | null;
  drift: string | null;
  threshold: string;
  /** The open batch: how many of its orders are filled whole. */
  batch: { id: string; state: BatchState; filled: number; orders: number } | null;
  /** Why there are no prices, or null. */
  problem: string | null;
}

export interface WatchInput {
  /** None means all of them, a page at a time. */
  portfolioIds: readonly string[];
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

export type WatchAnswer = { ok: true; portfolios: Watched[]; next: string | null } | NotFound;

/**
 * Reads portfolios again: the named ones, or a page of all of them by id; `next` is null at the end. What counts is how things are, not
 * what happened in between.
 *
 * @throws InputRefused
 */
export async function watchPortfolios(
  deps: {
    ledger: Pick<Ledger, 'findPortfolio' | 'listPortfolios' | 'findOpenBatch'>;
    market: Pick<Market, 'latestPrices'>;
  },
  { portfolioIds, limit, after }: WatchInput,
): Promise<WatchAnswer> {
  if (portfolioIds.length === 0) {
    const page = await listPortfolios(deps, { limit, after });
    return { ok: true, portfolios: await look(deps, page.portfolios), next: page.next };
  }
  const portfolios: Portfolio[] = [];
  for (const found of await Promise.all(portfolioIds.map((id) => findPortfolio(deps, id)))) {
    if (!found.ok) return found;
    portfolios.push(found.portfolio);
  }
  return { ok: true, portfolios: await look(deps, portfolios), next: null };
}

async function look(
  { ledger, market }: { ledger: Pick<Ledger, 'findOpenBatch'>; market: Pick<Market, 'latestPrices'> },
  portfolios: readonly Portfolio[],
): Promise<Watched[]> {
  const prices = await readPrices(market, portfolios);
  return Promise.all(
    portfolios.map(async (portfolio) => {
      const measured = measure(portfolio, prices);
      const open = await ledger.findOpenBatch(portfolio.id);
      const orders = open?.orders.filter(({ kind }) => kind === 'order') ?? [];
      return {
        id: portfolio.id,
        status: portfolio.status,
        reason: portfolio.statusReason,
        refused: refusedOf(portfolio),
        value: measured?.value ?? null,
        drift: measured?.drift ?? null,
        threshold: portfolio.policy.driftThreshold,
        batch:
          open === undefined
            ? null
            : {
                id: open.id,
                state: open.state,
                filled: orders.filter(({ state }) => state === 'SUCCESS').length,
                orders: orders.length,
              },
        problem: prices.ok ? null : prices.message,
      };
    }),
  );
}

function refusedOf({ refusal, refusedSince }: Portfolio): Watched['refused'] {
  return refusal === null || refusedSince === null ? null : { code: refusal.code, since: refusedSince };
}
