// What a batch set out to do and has not done, symbol by symbol.
//
// F1. The first attempt at a symbol is what was planned; each later one is for what was still missing.
// F2. Reversals are not looked at: of a batch that is being undone nothing is completed.

import type { OrderCause } from './causes';
import { type Decimal, decimal, floorToCents, halfEvenToCents, showCents, sum } from './money';
import { isDefinite, type Order, type Side } from './order';
import type { TickerSymbol } from './portfolio';
import type { Attempts } from './reversal';

/** What is missing of one symbol: shares or USD, as it was planned. `code` and `message` say why its last attempt fell short. */
export interface Shortfall {
  symbol: TickerSymbol;
  side: Side;
  quantity: string | null;
  notional: string | null;
  /** How often it was tried. */
  attempts: number;
  code: OrderCause | null;
  message: string | null;
}

/** Returns what is missing, in the order of the batch. */
export function shortfallsOf(orders: readonly Order[]): Shortfall[] {
  return attemptsBySymbol(orders).flatMap((attempts) => {
    const [{ symbol, side, quantity }] = attempts;
    const left = quantity === null ? missingUsd(attempts) : missingShares(attempts, quantity);
    if (left.lessThanOrEqualTo('0')) return [];
    const failed = attempts.findLast(({ state }) => state !== 'SUCCESS');
    return [
      {
        symbol,
        side,
        quantity: quantity === null ? null : left.toFixed(),
        notional: quantity === null ? showCents(left) : null,
        attempts: attempts.length,
        code: failed?.errorCode ?? null,
        message: failed?.errorMessage ?? null,
      },
    ];
  });
}

/** "BUY 3.2 MSFT (INSUFFICIENT_FUNDS: insufficient buying power)" */
export function shortfallText({ side, symbol, quantity, notional, code, message }: Shortfall): string {
  const why = [code, message].filter((part) => part !== null).join(': ');
  return `${side} ${quantity ?? `$${notional ?? ''} of`} ${symbol}${why === '' ? '' : ` (${why})`}`;
}

/** Returns the orders of a batch by symbol, each with its attempts in turn; reversals are left out. */
export function attemptsBySymbol<One extends Pick<Order, 'kind' | 'symbol'>>(orders: readonly One[]): Attempts<One>[] {
  const bySymbol = new Map<TickerSymbol, [One, ...One[]]>();
  for (const order of orders) {
    if (order.kind !== 'order') continue;
    const attempts = bySymbol.get(order.symbol);
    if (attempts === undefined) bySymbol.set(order.symbol, [order]);
    else attempts.push(order);
  }
  return [...bySymbol.values()];
}

/** True when an attempt may still change what is missing. */
export function isUnderWay(attempts: readonly Order[]): boolean {
  return attempts.some(({ state }) => !isDefinite(state));
}

function missingShares(attempts: Attempts<Order>, planned: string): Decimal {
  return decimal(planned).minus(sum(attempts.map(({ filledQuantity }) => decimal(filledQuantity))));
}

/** An order for dollars that filled whole spent what it was for, up to what no share can be cut into. */
function missingUsd(attempts: Attempts<Order>): Decimal {
  const spent = attempts.map(({ state, notional, filledQuantity, filledPrice }) =>
    state === 'SUCCESS' || state === 'ROLLED_BACK'
      ? decimal(notional ?? '0')
      : halfEvenToCents(decimal(filledQuantity).times(decimal(filledPrice ?? '0'))),
  );
  return floorToCents(decimal(attempts[0].notional ?? '0').minus(sum(spent)));
}
