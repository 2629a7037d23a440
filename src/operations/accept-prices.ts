import type { TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';

export interface AcceptPricesInput {
  /** USD per share, as `parsePrices` reads them. */
  prices: Readonly<Record<TickerSymbol, string>>;
  reason: string;
}

/** Makes prices that a person checked the known good ones: what comes next is judged by them. */
export async function acceptPrices(
  deps: Audited & { ledger: Pick<Ledger, 'acceptPrice'> },
  principal: Principal,
  { prices, reason }: AcceptPricesInput,
): Promise<void> {
  for (const [symbol, price] of Object.entries(prices))
    await deps.ledger.acceptPrice({ symbol, price, reason }, actorOf(deps, principal));
}
