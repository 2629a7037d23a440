import type { MarkStaleInput } from '../../domain/steps';
import { LedgerFault } from '../../ledger/ledger';
import { bookedFills } from '../batch/booked-fills';
import { by, type Deps } from '../deps';
import { ifAnswered } from '../order/if-answered';

/**
 * Records in the ledger that a person is needed, together with the known fills. False when there is no such portfolio, or it is
 * CLOSED and has no open batch.
 */
export function createMarkStale(deps: Deps) {
  return async ({ portfolioId, reason, cause }: MarkStaleInput): Promise<boolean> => {
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    const batch = await deps.ledger.findOpenBatch(portfolioId);
    if (portfolio === undefined || (portfolio.status === 'CLOSED' && batch === undefined)) return false;
    // A person is called even while the broker does not answer: the fills are booked when the hold ends.
    const fills = batch === undefined ? [] : await ifAnswered(bookedFills(deps, batch), []);
    try {
      await deps.ledger.markStale(portfolioId, { reason, cause, fills }, by(deps));
    } catch (error) {
      // Executions that were taken back can leave a short position, which the books refuse. A person is called anyway.
      if (!(error instanceof LedgerFault) || error.code !== 'REFUSED_BY_SCHEMA' || fills.length === 0) throw error;
      await deps.ledger.markStale(portfolioId, { reason, cause, fills: [] }, by(deps));
    }
    return true;
  };
}
