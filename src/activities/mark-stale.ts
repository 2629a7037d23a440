import type { MarkStaleInput } from '../domain/steps';
import { bookedFills } from './booked-fills';
import type { Deps } from './deps';
import { by } from './order-driver';

/** Records in the ledger that a person is needed, with everything known to have filled. False when there is no such portfolio. */
export function createMarkStale(deps: Deps) {
  return async ({ portfolioId, reason, cause }: MarkStaleInput): Promise<boolean> => {
    if ((await deps.ledger.findPortfolio(portfolioId)) === undefined) return false;
    const batch = await deps.ledger.findOpenBatch(portfolioId);
    const fills = batch === undefined ? [] : await bookedFills(deps, batch);
    await deps.ledger.markStale(portfolioId, { reason, cause, fills }, by(deps));
    return true;
  };
}
