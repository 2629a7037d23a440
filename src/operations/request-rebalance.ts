import type { Asked, RebalanceClient, RunningRebalance } from '../client';
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

export interface RequestDeps extends Audited {
  ledger: Pick<Ledger, 'findPortfolio' | 'audit'>;
  client: Pick<RebalanceClient, 'requestRebalance'>;
}

/**
 * Asks for a rebalance and answers at once: it started, it was under way already, or it is refused. That it was asked for is in the audit
 * before Temporal hears of it, because an answer may be lost.
 */
export function requestRebalance(
  deps: RequestDeps,
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  return requestRun(deps, principal, portfolioId, { event: 'REBALANCE_REQUESTED' });
}

/** The same, for a run that only buys: what is under its target, with the cash above the reserve. */
export function requestInvestment(
  deps: RequestDeps,
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  return requestRun(deps, principal, portfolioId, { event: 'INVESTMENT_REQUESTED', asked: { run: 'invest_cash' } });
}

/** What a run is asked for, as Temporal hears it, and how the audit says that it was. */
interface Wanted {
  event: 'REBALANCE_REQUESTED' | 'INVESTMENT_REQUESTED' | 'RELEASE_REQUESTED';
  detail?: Record<string, unknown>;
  asked?: Asked;
}

/** Audits that a run is asked for, and asks for it. */
export async function requestRun(
  deps: RequestDeps,
  principal: Principal,
  portfolioId: string,
  { event, detail = {}, asked }: Wanted,
): Promise<RequestRebalanceAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  await deps.ledger.audit(portfolioId, null, event, detail, actorOf(deps, principal));
  const lock = { id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs };
  const sent = sentUpdate(deps, `audit ${event}`);
  return deps.client.requestRebalance(lock, principal, sent, asked);
}
