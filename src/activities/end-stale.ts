import { booksDifference } from '../domain/decide';
import { invariant } from '../domain/invariant';
import { decimal, showCents, sum } from '../domain/money';
import type { Verdict } from '../domain/stale';
import type { ResolveInput } from '../domain/steps';
import { bookedFills, requireAllFills } from './booked-fills';
import type { Deps } from './deps';

/** Ends a STALE: a batch that is reversed becomes ROLLED_BACK; without a batch the books have to agree. */
export function createEndStale(deps: Deps) {
  return async (input: ResolveInput): Promise<Verdict> => {
    const portfolio = await deps.ledger.findPortfolio(input.portfolioId);
    invariant(portfolio !== undefined, 'a hold is of a portfolio');
    if (portfolio.status !== 'STALE') return ended(portfolio.status);
    const batch = await deps.ledger.findOpenBatch(portfolio.id);
    const fills = batch === undefined ? [] : await bookedFills(deps, batch);
    if (batch === undefined) {
      const message = booksDifference({ portfolio, account: await deps.broker.account(portfolio.accountId) });
      if (message !== undefined) return { status: 'STALE', reason: 'BOOKS_DIFFER', message };
    } else requireAllFills(batch, fills, deps.now());
    const residual = batch === undefined ? null : showCents(sum(fills.map((fill) => decimal(fill.cash))));
    await deps.ledger.endStale(
      portfolio.id,
      { batchState: 'ROLLED_BACK', fills, adopt: null, residual, detail: { action: input.action, note: input.note } },
      { name: input.actor, at: deps.now() },
    );
    return ended('ACTIVE');
  };
}

/** Somebody may have closed or ended it meanwhile. */
export function ended(status: string): Verdict {
  return { status: 'ACTIVE', message: `the hold has ended, and the portfolio is ${status}` };
}
