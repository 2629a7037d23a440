import type { Portfolio } from '../domain/portfolio';
import { type Refused, refusedAs } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';

export type NotFound = Refused<'PORTFOLIO_NOT_FOUND'>;

export async function findPortfolio(
  { ledger }: { ledger: Pick<Ledger, 'findPortfolio'> },
  portfolioId: string,
): Promise<{ ok: true; portfolio: Portfolio } | NotFound> {
  const portfolio = await ledger.findPortfolio(portfolioId);
  return portfolio === undefined ? refusedAs('PORTFOLIO_NOT_FOUND', portfolioId) : { ok: true, portfolio };
}
