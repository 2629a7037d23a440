import type { Freeze } from '../../domain/stale';
import type { Deps } from '../deps';
import { claimed } from './asker';

/** Records in the ledger that a person stopped the portfolio: only a release undoes it. */
export function createRecordFreeze(deps: Deps) {
  return async ({ portfolioId, freeze }: { portfolioId: string; freeze: Freeze }): Promise<boolean> =>
    deps.ledger.freeze(portfolioId, freeze, claimed(freeze, deps.now()));
}
