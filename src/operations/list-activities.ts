import type { ActivityState, KeptActivity } from '../domain/activity';
import type { Ledger } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';
import { nextPage, numberOf } from './page';

/** What the doors show of it. */
export type ListedActivity = Omit<KeptActivity, 'number'>;

/** Those to which everything applies that is given; without `portfolioId` those of all portfolios. */
export interface ListActivitiesInput {
  portfolioId?: string | undefined;
  state?: ActivityState | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/**
 * Returns a page of what the broker listed as moving cash or shares without an order, the last seen first; `next` is null at the end.
 *
 * @throws InputRefused
 */
export async function listActivities(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'listActivities'> },
  { portfolioId, state, limit, after }: ListActivitiesInput,
): Promise<{ ok: true; activities: ListedActivity[]; next: string | null } | NotFound> {
  const page = {
    limit,
    ...(portfolioId !== undefined && { portfolioId }),
    ...(state !== undefined && { state }),
    ...(after !== undefined && { after: numberOf(after) }),
  };
  if (portfolioId !== undefined) {
    const found = await findPortfolio(deps, portfolioId);
    if (!found.ok) return found;
  }
  const kept = await deps.ledger.listActivities(page);
  return { ok: true, activities: kept.map(({ number: _, ...shown }) => shown), next: nextPage(kept, limit, 'number') };
}
