import type { RebalanceClient, RunningRebalance } from '../client';
import type { RefusalCode } from '../domain/causes';
import type { AskedRun } from '../domain/decide';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf, sentUpdate } from './deps';

/** With `REBALANCE_RUNNING` comes the rebalance that runs. */
export type RequestRebalanceAnswer =
  | { ok: true; rebalance: RunningRebalance }
  | Refused<'REBALANCE_RUNNING', { rebalance: RunningRebalance }>
  | Refused<Exclude<RefusalCode, 'REBALANCE_RUNNING'>>;

interface Deps extends Audited {
  ledger: Pick<Ledger, 'findPortfolio' | 'audit'>;
  client: Pick<RebalanceClient, 'requestRebalance'>;
}

const EVENTS = { full: 'REBALANCE_REQUESTED', invest_cash: 'INVESTMENT_REQUESTED' } as const;

/**
 * Asks for a rebalance and answers at once: it started, it was under way already, or it is refused. That it was asked for is in the audit
 * before Temporal hears of it, because an answer may be lost.
 */
export function requestRebalance(
  deps: Deps,
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  return requestRun(deps, principal, portfolioId, 'full');
}

/** The same, for a run that only buys: what is under its target, with the cash above the reserve. */
export function requestInvestment(
  deps: Deps,
  principal: Principal,
  portfolioId: string,
): Promise<RequestRebalanceAnswer> {
  return requestRun(deps, principal, portfolioId, 'invest_cash');
}

async function requestRun(
  deps: Deps,
  principal: Principal,
  portfolioId: string,
  run: AskedRun,
): Promise<RequestRebalanceAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  const event = EVENTS[run];
  await deps.ledger.audit(portfolioId, null, event, {}, actorOf(deps, principal));
  const lock = { id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs };
  const sent = sentUpdate(deps, `audit ${event}`);
  return deps.client.requestRebalance(lock, principal, sent, run === 'full' ? undefined : { run });
}
