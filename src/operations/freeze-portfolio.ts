import type { RebalanceClient } from '../client';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf, wasDone } from './deps';

export interface FreezeInput {
  portfolioId: string;
  reason: string;
  /** Reverse what filled of a batch under way, within the limits. Without it what filled is held. */
  undo?: boolean;
}

/** `fault` is what kept Temporal from hearing of it, when something did. */
export type FreezeAnswer =
  | { ok: true; told: true }
  | { ok: true; told: false; fault: unknown }
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED'>;

/**
 * Freezes a portfolio: what is open is cancelled and what filled is held (or reversed, when the freeze asks for it), until somebody
 * releases it. Safe to repeat.
 * The ledger comes first and refuses from then on: should the signal be lost, the sweep finds the portfolio frozen and not held.
 */
export async function freezePortfolio(
  deps: Audited & { ledger: Pick<Ledger, 'findPortfolio' | 'freeze'>; client: Pick<RebalanceClient, 'freeze'> },
  principal: Principal,
  { portfolioId, reason, undo = false }: FreezeInput,
): Promise<FreezeAnswer> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  const isFrozen = wasDone(deps, 'freeze');
  // Somebody has released it since.
  if (isFrozen && !portfolio.frozen) return { ok: true, told: true };
  if (portfolio.status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', portfolioId);
  const freeze = { actor: principal, reason, ...(undo && { undo }) };
  await deps.ledger.freeze(portfolioId, freeze, actorOf(deps, principal));
  try {
    await deps.client.freeze({ id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs }, freeze);
    return { ok: true, told: true };
  } catch (fault) {
    return { ok: true, told: false, fault };
  }
}
