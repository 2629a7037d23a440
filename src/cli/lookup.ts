import { createReadEvidence } from '../activities/stale/read-evidence';
import type { Batch } from '../domain/batch';
import type { Portfolio, PortfolioStatus } from '../domain/portfolio';
import type { Evidence } from '../domain/stale';
import { SYSTEM_AUDIT } from '../ledger/ledger';
import type { Cli } from './cli';
import { EXIT, Failure, refusalFailure } from './failure';

/** @throws Failure PORTFOLIO_NOT_FOUND */
export async function existingPortfolio({ connections }: Cli, id: string): Promise<Portfolio> {
  const portfolio = await (await connections.ledger()).findPortfolio(id);
  if (portfolio === undefined) throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
  return portfolio;
}

/** @throws Failure PORTFOLIO_NOT_FOUND when nothing was ever audited under `id`. */
export async function existingAudit(cli: Cli, id: string): Promise<void> {
  if (id !== SYSTEM_AUDIT) await existingPortfolio(cli, id);
}

const PAGE = 1_000;

/** Goes through every portfolio by id, a page at a time. */
export async function* everyPortfolio(
  { connections }: Cli,
  which: { status?: PortfolioStatus } = {},
): AsyncGenerator<Portfolio> {
  const ledger = await connections.ledger();
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Portfolio[] = await ledger.listPortfolios({ ...which, after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.id;
  }
}

/** Returns the STALE portfolios by id; only those whose reason is `reason` when that is given. */
export async function stalePortfolios(cli: Cli, reason?: string): Promise<Portfolio[]> {
  const found: Portfolio[] = [];
  for await (const portfolio of everyPortfolio(cli, { status: 'STALE' }))
    if (reason === undefined || portfolio.statusReason === reason) found.push(portfolio);
  return found;
}

/** Returns what the ledger and the broker have of a STALE portfolio, read now. */
export async function readEvidence({ connections }: Cli, portfolioId: string): Promise<Evidence> {
  const { caps } = connections.config();
  const deps = { ledger: await connections.ledger(), broker: connections.broker(), market: connections.market(), caps };
  return createReadEvidence(deps)({ portfolioId });
}

/** Returns the batches of a portfolio, oldest first; only the one of `batchId` when that is given. @throws Failure */
export async function batchesOf(cli: Cli, portfolioId: string, batchId?: string): Promise<Batch[]> {
  await existingPortfolio(cli, portfolioId);
  const batches = await (await cli.connections.ledger()).listBatches(portfolioId);
  if (batchId === undefined) return batches;
  const batch = batches.find(({ id }) => id === batchId);
  if (batch === undefined)
    throw new Failure(
      'BATCH_NOT_FOUND',
      EXIT.notFound,
      `portfolio ${portfolioId} has no batch ${batchId}: "autobalancer batches ${portfolioId}" lists them`,
      { field: '--batch' },
    );
  return [batch];
}
