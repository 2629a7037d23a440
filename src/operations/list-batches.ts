import type { Batch } from '../domain/batch';
import type { Ledger } from '../ledger/ledger';
import { type Refused, refused } from './answer';
import { findPortfolio, type NotFound } from './find-portfolio';

interface ListDeps {
  ledger: Pick<Ledger, 'findPortfolio' | 'listBatches'>;
}

/** Returns the batches of a portfolio with their orders, the latest first. */
export async function listBatches(
  deps: ListDeps,
  { portfolioId, limit }: { portfolioId: string; limit: number },
): Promise<{ ok: true; batches: Batch[] } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  return { ok: true, batches: (await deps.ledger.listBatches(portfolioId)).reverse().slice(0, limit) };
}

/** Returns one batch of a portfolio; the latest unless `batchId` names another, or null before the first. */
export async function showBatch(
  deps: ListDeps,
  { portfolioId, batchId }: { portfolioId: string; batchId?: string | undefined },
): Promise<{ ok: true; batch: Batch | null } | NotFound | Refused<'BATCH_NOT_FOUND'>> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const batches = await deps.ledger.listBatches(portfolioId);
  if (batchId === undefined) return { ok: true, batch: batches.at(-1) ?? null };
  const batch = batches.find(({ id }) => id === batchId);
  return batch === undefined
    ? refused('BATCH_NOT_FOUND', `portfolio ${portfolioId} has no batch ${batchId}`)
    : { ok: true, batch };
}
