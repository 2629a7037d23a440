import { BrokerFault } from '../../broker/broker';
import { booksDifference } from '../../domain/decide';
import { invariant } from '../../domain/invariant';
import { staleReasonOf } from '../../domain/portfolio';
import { HEALS_BY_ITSELF, RELEASED_BY_AGREEMENT, stays as staysAs, type Verdict } from '../../domain/stale';
import { cashProblem } from '../batch/cash-problem';
import { accountDiffers, bookExplained } from '../books/book-explained';
import { by, type Deps } from '../deps';
import { brokerAway } from '../order/broker-away';
import { ended, verdictOn } from './end-stale';

/**
 * Ends a hold whose only reason was that the account differed from the books, once they agree; otherwise it answers why not.
 * Nothing may have been begun since, so no batch is open. If a freeze comes in between, the ledger keeps it.
 */
export function createReleaseAgreed(deps: Deps) {
  return async ({ portfolioId }: { portfolioId: string }): Promise<Verdict> => {
    let portfolio = await deps.ledger.findPortfolio(portfolioId);
    invariant(portfolio !== undefined, 'a hold is of a portfolio');
    if (portfolio.status !== 'STALE') return ended(portfolio.status);
    const reason = staleReasonOf(portfolio);
    const stays = (message: string): Verdict => staysAs(reason, message);
    if (!HEALS_BY_ITSELF.has(reason)) return stays('a person has to end it');
    if (portfolio.frozen) return stays('a person froze it');
    if ((await deps.ledger.findOpenBatch(portfolioId)) !== undefined) return stays('a batch is open');
    if ((await deps.ledger.trading()).position === 'halted') return stays('trading is halted');
    if ((await deps.ledger.doubt()) !== null) return stays('the broker is in doubt');
    let account: Awaited<ReturnType<Deps['broker']['account']>>;
    try {
      account = await deps.broker.account(portfolio.accountId);
      if (account.openOrders.length === 0 && accountDiffers(portfolio, account))
        portfolio = (await bookExplained(deps, portfolio, account, false, by(deps))) ?? portfolio;
    } catch (error) {
      if (error instanceof BrokerFault) return brokerAway(error);
      throw error;
    }
    if (account.openOrders.length > 0) return stays('orders are open at the broker');
    const difference = booksDifference({ portfolio, account }) ?? (await cashProblem(deps, portfolio, account));
    if (difference !== undefined) return stays(difference);
    await deps.ledger.endStale(
      portfolioId,
      {
        batchState: 'ROLLED_BACK',
        fills: [],
        adopt: null,
        residual: null,
        releases: false,
        detail: { action: RELEASED_BY_AGREEMENT },
      },
      by(deps),
    );
    return verdictOn(deps, portfolioId);
  };
}
