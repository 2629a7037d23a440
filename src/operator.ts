// What an operator does that takes the ledger and the workflow, in this order.

import type { RebalanceClient } from './client';
import type { Freeze } from './domain/stale';
import type { Ledger } from './ledger/ledger';

export interface OperatorDeps {
  ledger: Ledger;
  client: Pick<RebalanceClient, 'freeze'>;
  /** ISO */
  now(): string;
}

export type FreezeAnswer = { ok: true } | { ok: false; refusal: 'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' };

/**
 * Freezes a portfolio: what is open is cancelled and what filled is held (or reversed, when the freeze asks for it), until somebody
 * releases it. Safe to repeat.
 * The ledger comes first and refuses from then on: should the signal be lost, the sweep finds the portfolio frozen and not held.
 */
export async function freezePortfolio(
  { ledger, client, now }: OperatorDeps,
  portfolioId: string,
  freeze: Freeze,
): Promise<FreezeAnswer> {
  const portfolio = await ledger.findPortfolio(portfolioId);
  if (portfolio === undefined) return { ok: false, refusal: 'PORTFOLIO_NOT_FOUND' };
  if (portfolio.status === 'CLOSED') return { ok: false, refusal: 'PORTFOLIO_CLOSED' };
  await ledger.freeze(portfolioId, freeze, { name: freeze.actor, at: now() });
  await client.freeze({ id: portfolioId, lockTtlMs: portfolio.policy.lockTtlMs }, freeze);
  return { ok: true };
}
