import type { DayValue } from '../domain/day-value';
import type { Ledger } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';

/** Returns what a portfolio was worth on each day on which its account was read and agreed, oldest first. */
export async function listValues(
  deps: { ledger: Pick<Ledger, 'findPortfolio' | 'listValues'> },
  portfolioId: string,
): Promise<{ ok: true; values: DayValue[] } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  return found.ok ? { ok: true, values: await deps.ledger.listValues(portfolioId) } : found;
}
