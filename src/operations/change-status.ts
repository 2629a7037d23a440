import { type Portfolio, type PortfolioStatus, STATUS_CHANGES } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Ledger, SettingsChanged } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';

export interface ChangeStatusInput {
  portfolioId: string;
  change: keyof typeof STATUS_CHANGES;
  reason: string | null;
  /** Only while the settings have this revision. */
  ifRevision?: number | undefined;
}

export type ChangeStatusAnswer =
  | { ok: true; portfolio: Portfolio }
  | NotFound
  | SettingsChanged
  | Refused<`PORTFOLIO_${PortfolioStatus}`, { to: PortfolioStatus }>;

/** Pauses, resumes or closes a portfolio. Safe to repeat. */
export async function changeStatus(
  deps: Audited & { ledger: Pick<Ledger, 'setStatus' | 'findPortfolio'> },
  principal: Principal,
  { portfolioId, change, reason, ifRevision }: ChangeStatusInput,
): Promise<ChangeStatusAnswer> {
  const { to, from } = STATUS_CHANGES[change];
  const wanted = { from, to, reason, ...(ifRevision !== undefined && { ifRevision }) };
  const set = await deps.ledger.setStatus(portfolioId, wanted, actorOf(deps, principal));
  if (!set.ok && set.refusal === 'SETTINGS_CHANGED') return set;
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok || set.ok) return found;
  const { status } = found.portfolio;
  return refused(`PORTFOLIO_${status}`, `portfolio ${portfolioId} is ${status}: it cannot be made ${to}`, { to });
}
