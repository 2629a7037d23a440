import type { Fill } from '../domain/batch';
import type { Refused } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import type { NotFound } from './find-portfolio';
import { showBatch } from './list-batches';

/** Returns what the broker executed for a batch of a portfolio, in the order of its times. */
export async function listFills(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'findBatch' | 'pageBatches' | 'listFills'> },
  which: { portfolioId: string; batchId: string },
): Promise<{ ok: true; fills: Fill[] } | NotFound | Refused<'BATCH_NOT_FOUND'>> {
  const shown = await showBatch(deps, which);
  if (!shown.ok) return shown;
  const fills = await deps.ledger.listFills(which.batchId);
  return { ok: true, fills: fills.toSorted((a, b) => a.at.localeCompare(b.at)) };
}
