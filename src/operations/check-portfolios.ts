import { BrokerFault } from '../broker/broker';
import { type CheckDeps, type Checked, checkPortfolio } from '../check/check-portfolio';
import { later } from '../domain/time';
import type { OperationDeps } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';
import { everyPortfolio } from './list-portfolios';

export type { Checked };

export interface CheckPortfoliosInput {
  /** All that are not CLOSED when it is empty. */
  portfolioIds: readonly string[];
  /** How far back batches and the orders at the broker are read. */
  days: number;
  /** Portfolios a minute, each of them five requests to the broker. */
  rate: number;
}

export type PortfolioCheck = { portfolioId: string } & Checked;

/** How it waits, and how it tells what it found and that it waits for the broker's request budget. */
interface CheckPace {
  pause(ms: number): Promise<void>;
  found(result: PortfolioCheck): void;
  waits(ms: number): void;
}

const DAY_MS = 24 * 3_600_000;

/** Checks portfolios one after the other by the rules of docs/faults.md, and hands each result to `found`. Nothing is changed. */
export async function checkPortfolios(
  deps: CheckDeps & Pick<OperationDeps, 'ledger' | 'now'>,
  { portfolioIds, days, rate }: CheckPortfoliosInput,
  pace: CheckPace,
): Promise<{ ok: true } | NotFound> {
  const since = later(deps.now(), -days * DAY_MS);
  const named = new Set(portfolioIds);
  for (const id of named) {
    const found = await findPortfolio(deps, id);
    if (!found.ok) return found;
  }
  let isFirst = true;
  for await (const portfolioId of named.size > 0 ? named : everyId(deps)) {
    if (!isFirst) await pace.pause(60_000 / rate);
    isFirst = false;
    const checked = await whenAllowed(pace, () => checkPortfolio(deps, portfolioId, since));
    pace.found({ portfolioId, ...checked });
  }
  return { ok: true };
}

async function* everyId(deps: Pick<OperationDeps, 'ledger'>): AsyncGenerator<string> {
  for await (const { id, status } of everyPortfolio(deps)) if (status !== 'CLOSED') yield id;
}

/** Waits while the broker's request budget is spent, or its last tenth kept for what undoes. */
async function whenAllowed({ pause, waits }: CheckPace, work: () => Promise<Checked>): Promise<Checked> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof BrokerFault) || error.code !== 'RATE_LIMITED') throw error;
      const waitMs = error.fields.retryAfterMs ?? 1_000;
      waits(waitMs);
      await pause(waitMs);
    }
  }
}
