import type { RebalanceClient } from '../client';
import type { Principal } from '../domain/principal';
import { refusedAs } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf, sentUpdate } from './deps';
import type { RequestRebalanceAnswer } from './request-rebalance';

/**
 * Asks for a run that only buys: what is under its target, with the cash above the reserve. It answers at once, as `requestRebalance` does,
 * and that it was asked for is in the audit before Temporal hears of it.
 */
export async function requestInvestment(
  deps: Audited & {
    ledger: Pick<Ledger, 'findPortfolio' | 'audit'>;
    client: Pick<RebalanceClient, 'requestRebalance'>;
  },
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  await deps.ledger.audit(portfolioId, null, 'INVESTMENT_REQUESTED', {}, actorOf(deps, principal));
  const lock = { id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs };
  return deps.client.requestRebalance(lock, principal, sentUpdate(deps, 'audit INVESTMENT_REQUESTED'), 'invest_cash');
}
