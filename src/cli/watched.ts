import type { BatchState } from '../domain/batch';
import type { Portfolio, PortfolioStatus } from '../domain/portfolio';
import type { Cli } from './cli';
import { existingPortfolio } from './lookup';
import { measure, readPrices } from './measured';

/** One portfolio as it stands at one look. */
export interface Watched {
  id: string;
  status: PortfolioStatus;
  reason: string | null;
  /** Why its rebalance is refused, and since when, or null. */
  refused: { code: string; since: string } | null;
  /** USD at latest prices, and percents; null without prices. */
  value: string | null;
  drift: string | null;
  threshold: string;
  /** The open batch: how many of its orders are filled whole. */
  batch: { id: string; state: BatchState; filled: number; orders: number } | null;
  /** Why there are no prices, or null. */
  problem: string | null;
}

function refusedOf({ refusal, refusedSince }: Portfolio): Watched['refused'] {
  return refusal === null || refusedSince === null ? null : { code: refusal.code, since: refusedSince };
}

/** Reads everything anew: what counts is how things are, not what happened in between. */
export async function readWatched(cli: Cli, ids: readonly string[], most: number): Promise<Watched[]> {
  const ledger = await cli.connections.ledger();
  const portfolios: Portfolio[] =
    ids.length === 0
      ? await ledger.listPortfolios({ limit: most })
      : await Promise.all(ids.map((id) => existingPortfolio(cli, id)));
  const prices = await readPrices(cli.connections.market(), portfolios);
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
        problem: prices.ok ? null : prices.problem,
      };
    }),
  );
}
