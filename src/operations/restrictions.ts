import type { Portfolio } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import type { Restriction } from '../domain/restriction';
import { parseRestriction, parseWhich } from '../input/restriction';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';

export interface AddRestrictionInput {
  portfolioId: string;
  symbol: string;
  /** "no-buy", "no-sell" or "legacy". */
  kind: string;
  reason: string;
  /** A day, or a time in UTC, at which it ends by itself. */
  until?: string | null | undefined;
}

type Changed<Code extends 'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'RESTRICTION_NOT_FOUND'> =
  | { ok: true; portfolio: Portfolio }
  | Refused<Code>;

/** Keeps a portfolio from trading a symbol, from the next plan on. It takes the place of one of its kind. @throws InputRefused */
export async function addRestriction(
  deps: Audited & { ledger: Pick<Ledger, 'addRestriction' | 'findPortfolio'> },
  principal: Principal,
  { portfolioId, ...given }: AddRestrictionInput,
): Promise<Changed<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED'>> {
  const restriction = parseRestriction(given, deps.now());
  const added = await deps.ledger.addRestriction(portfolioId, restriction, actorOf(deps, principal));
  return added.ok ? findPortfolio(deps, portfolioId) : added;
}

/** @throws InputRefused */
export async function removeRestriction(
  deps: Audited & { ledger: Pick<Ledger, 'removeRestriction' | 'findPortfolio'> },
  principal: Principal,
  { portfolioId, ...which }: Pick<AddRestrictionInput, 'portfolioId' | 'symbol' | 'kind'>,
): Promise<Changed<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'RESTRICTION_NOT_FOUND'>> {
  const removed = await deps.ledger.removeRestriction(portfolioId, parseWhich(which), actorOf(deps, principal));
  return removed.ok ? findPortfolio(deps, portfolioId) : removed;
}

/** Returns those of a portfolio, by symbol. */
export async function listRestrictions(
  deps: { ledger: Pick<Ledger, 'findPortfolio'> },
  portfolioId: string,
): Promise<{ ok: true; restrictions: Restriction[] } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  return found.ok ? { ok: true, restrictions: found.portfolio.restrictions } : found;
}
