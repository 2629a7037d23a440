// What an account holds, as it was some time ago: brokers show a fill in cash, buying power and positions when they get to it.

import { type Decimal, halfEvenToCents, ZERO } from '../../domain/money';
import type { Side } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import type { SimulatedAccount } from './state';

export interface Books {
  cash: Decimal;
  positions: ReadonlyMap<TickerSymbol, Decimal>;
}

/** Takes back what filled after `time` (market time), or of it only the fills of one side. */
export function booksAsOf(account: SimulatedAccount, time: number, side?: Side): Books {
  const later = account.fills.filter(({ at, order }) => at > time && (side === undefined || order.side === side));
  if (later.length === 0) return account;
  const positions = new Map(account.positions);
  let { cash } = account;
  for (const { order, quantity, price } of later) {
    const usd = halfEvenToCents(quantity.times(price));
    const held = positions.get(order.symbol) ?? ZERO;
    cash = order.side === 'BUY' ? cash.plus(usd) : cash.minus(usd);
    const before = order.side === 'BUY' ? held.minus(quantity) : held.plus(quantity);
    if (before.isZero()) positions.delete(order.symbol);
    else positions.set(order.symbol, before);
  }
  return { cash, positions };
}
