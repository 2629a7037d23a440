import type { Approval } from '../domain/approval';
import type { TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import type { Ledger } from '../ledger/ledger';
import { type ApprovalNeeded, approvalNeeded } from './approvals';
import { type Audited, actorOf } from './deps';

export interface AcceptPricesInput {
  /** USD per share, as `parsePrices` reads them. */
  prices: Readonly<Record<TickerSymbol, string>>;
  reason: string;
}

/**
 * Makes prices that a person checked the known good ones: what comes next is judged by them. A price that one person may not accept alone is
 * recorded for a second one, and the others are accepted.
 */
export async function acceptPrices(
  deps: Audited & { ledger: Pick<Ledger, 'acceptPrice' | 'keyPeople'> },
  principal: Principal,
  { prices, reason }: AcceptPricesInput,
): Promise<{ ok: true } | ApprovalNeeded> {
  const proposed: Approval[] = [];
  for (const [symbol, price] of Object.entries(prices)) {
    const approval = await deps.ledger.acceptPrice({ symbol, price, reason }, actorOf(deps, principal));
    if (approval !== undefined) proposed.push(approval);
  }
  return proposed.length === 0 ? { ok: true } : approvalNeeded(deps, principal, proposed);
}
