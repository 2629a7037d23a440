import type { Batch } from '../../domain/batch';
import type { Portfolio } from '../../domain/portfolio';
import type { Cli } from '../cli';
import { EXIT, Failure, refusalFailure } from '../failure';

/** @throws Failure PORTFOLIO_NOT_FOUND */
export async function existingPortfolio({ connections }: Cli, id: string): Promise<Portfolio> {
  const portfolio = await (await connections.ledger()).findPortfolio(id);
  if (portfolio === undefined) throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
  return portfolio;
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
