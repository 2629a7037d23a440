import type { Broker } from '../broker/broker';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import { checkTargetsOf } from '../input/asset-classes';
import { parseTargets } from '../input/portfolio';
import type { Ledger, SettingsChanged } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { findPortfolio } from './find-portfolio';
import { unlistedTarget } from './listed';

export interface SetTargetsInput {
  portfolioId: string;
  /** All of them: `{ symbol, percent }`, summing to exactly 100. 0 on a held symbol means exit. */
  targets: unknown;
  /** Only while the settings have this revision. */
  ifRevision?: number | undefined;
}

/** `symbols` are held and left out: whether they are to be sold has to be said. */
export type SetTargetsAnswer =
  | { ok: true; portfolio: Portfolio }
  | SettingsChanged
  | Refused<'UNKNOWN_SYMBOL' | 'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'PORTFOLIO_SUBSCRIBED'>
  | Refused<'HELD_WITHOUT_TARGET', { symbols: TickerSymbol[] }>;

/** Replaces the targets of a portfolio. @throws InputRefused, BrokerFault */
export async function setTargets(
  deps: Audited & { ledger: Pick<Ledger, 'setTargets' | 'findPortfolio'>; broker: Pick<Broker, 'asset'> },
  principal: Principal,
  { portfolioId, ifRevision, ...given }: SetTargetsInput,
): Promise<SetTargetsAnswer> {
  const targets = parseTargets(given.targets);
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  if (portfolio !== undefined) checkTargetsOf(portfolio.policy, targets);
  const unlisted = await unlistedTarget(deps.broker, targets);
  if (unlisted !== undefined) return unlisted;
  const set = await deps.ledger.setTargets(portfolioId, targets, actorOf(deps, principal), ifRevision);
  return set.ok ? findPortfolio(deps, portfolioId) : set;
}
