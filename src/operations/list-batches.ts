import type { Batch, BatchState } from '../domain/batch';
import { type Refused, refused } from '../domain/refused';
import type { BatchPage, Ledger, ListedBatch } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';
import { nextPage, timeAndNumber, timeOf } from './page';

export type { ListedBatch };

/** Those to which everything applies that is given; without `portfolioId` those of all portfolios. */
export interface ListBatchesInput {
  portfolioId?: string | undefined;
  state?: BatchState | undefined;
  /** ISO: opened then or later. */
  openedFrom?: string | undefined;
  /** ISO: opened earlier. */
  openedBefore?: string | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of batches with their orders, the latest first; `next` is null at the end. @throws InputRefused */
export async function listBatches(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'pageBatches'> },
  which: ListBatchesInput,
): Promise<{ ok: true; batches: ListedBatch[]; next: string | null } | NotFound> {
  const page = pageOf(which);
  if (which.portfolioId !== undefined) {
    const found = await findPortfolio(deps, which.portfolioId);
    if (!found.ok) return found;
  }
  const batches = await deps.ledger.pageBatches(page);
  return { ok: true, batches, next: nextPage(batches, which.limit, 'openedAt', 'number') };
}

/** Returns one batch of a portfolio; the latest unless `batchId` names another, or null before the first. */
export async function showBatch(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'findBatch' | 'pageBatches'> },
  { portfolioId, batchId }: { portfolioId: string; batchId?: string | undefined },
): Promise<{ ok: true; batch: Batch | null } | NotFound | Refused<'BATCH_NOT_FOUND'>> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  if (batchId === undefined) {
    const [latest = null] = await deps.ledger.pageBatches({ portfolioId, limit: 1 });
    return { ok: true, batch: latest };
  }
  const batch = await deps.ledger.findBatch(batchId);
  return batch?.portfolioId === portfolioId
    ? { ok: true, batch }
    : refused('BATCH_NOT_FOUND', `portfolio ${portfolioId} has no batch ${batchId}`);
}

function pageOf({ portfolioId, state, openedFrom, openedBefore, limit, after }: ListBatchesInput): BatchPage {
  const last = after === undefined ? undefined : timeAndNumber(after);
  return {
    limit,
    ...(portfolioId !== undefined && { portfolioId }),
    ...(state !== undefined && { state }),
    ...(openedFrom !== undefined && { openedFrom: timeOf(openedFrom, 'openedFrom') }),
    ...(openedBefore !== undefined && { openedBefore: timeOf(openedBefore, 'openedBefore') }),
    ...(last && { after: { openedAt: last.time, number: last.number } }),
  };
}
