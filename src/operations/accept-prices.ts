import { type Approval, isFarPrice } from '../domain/approval';
import type { TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import type { Ledger } from '../ledger/ledger';
import { type ApprovalNeeded, approvalNeeded, propose } from './approvals';
import { type Audited, actorOf } from './deps';

export interface AcceptPricesInput {
  /** USD per share, as `parsePrices` reads them. */
  prices: Readonly<Record<TickerSymbol, string>>;
  reason: string;
}

/**
 * Makes prices that a person checked the known good ones: what comes next is judged by them. A price that is far from the known one takes a
 * second person: it is recorded, and the others are accepted.
 */
export async function acceptPrices(
  deps: Audited & { ledger: Pick<Ledger, 'knownPrices' | 'acceptPrice' | 'propose'> },
  principal: Principal,
  { prices, reason }: AcceptPricesInput,
): Promise<{ ok: true } | ApprovalNeeded> {
  const known = new Map((await deps.ledger.knownPrices()).map(({ symbol, price }) => [symbol, price]));
  const proposed: Approval[] = [];
  for (const [symbol, price] of Object.entries(prices)) {
    const before = known.get(symbol);
    if (before !== undefined && isFarPrice(before, price)) {
      const proposal = {
        action: 'accept-price',
        subject: symbol,
        parameters: { price, reason },
        evidence: before,
      } as const;
      proposed.push(await propose(deps, principal, proposal));
    } else await deps.ledger.acceptPrice({ symbol, price, reason }, actorOf(deps, principal));
  }
  return proposed.length === 0 ? { ok: true } : approvalNeeded(proposed);
}
