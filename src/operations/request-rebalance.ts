import type { RebalanceClient, RunningRebalance } from '../client';
import type { RefusalCode } from '../domain/causes';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf, sentUpdate } from './deps';

/** With `REBALANCE_RUNNING` comes the rebalance that runs. */
export type RequestRebalanceAnswer =
  | { ok: true; rebalance: RunningRebalance }
  | Refused<'REBALANCE_RUNNING', { rebalance: RunningRebalance }>
  | Refused<Exclude<RefusalCode, 'REBALANCE_RUNNING'>>;

/**
 * Asks for a rebalance and answers at once: it started, it was under way already, or it is refused. That it was asked for is in the audit
 * before Temporal hears of it, because an answer may be lost.
 */
export async function requestRebalance(
  deps: Audited & {
    ledger: Pick<Ledger, 'findPortfolio' | 'audit'>;
    client: Pick<RebalanceClient, 'requestRebalance'>;
  },
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  await deps.ledger.audit(portfolioId, null, 'REBALANCE_REQUESTED', {}, actorOf(deps, principal));
  const lock = { id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs };
  return deps.client.requestRebalance(lock, principal, sentUpdate(deps, 'audit REBALANCE_REQUESTED'));
}
