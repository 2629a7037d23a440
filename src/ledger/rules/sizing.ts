// What sizing a sells-first batch does to its buys.

import type { Batch } from '../../domain/batch';
import { invariant } from '../../domain/invariant';
import { decimal } from '../../domain/money';
import type { Order } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import type { Actor, BuySize } from '../ledger';
import { canonicalCash, canonicalQuantity, canonicalTime, positive, refused } from './canonical';

/** The size of an order as its row has it. */
type Size = Pick<Order, 'quantity' | 'notional'>;

/** Returns the batch whose buys have their final size. A buy that is not named keeps its size. */
export function batchSized(batch: Batch, sizes: Readonly<Record<TickerSymbol, BuySize>>, by: Actor): Batch {
  const known = new Map(Object.entries(sizes).map(([symbol, size]) => [symbol, canonicalSize(symbol, size)]));
  for (const [symbol, size] of known) {
    const buy = batch.orders.find((order) => order.kind === 'order' && order.symbol === symbol);
    if (buy?.side !== 'BUY') throw refused(`batch ${batch.id} has no buy of ${symbol} to size`);
    if (buy.sentAt !== null || buy.state !== 'PENDING')
      throw refused(`the buy of ${symbol} was sent before it was sized`);
    invariant(
      isAtMost(size.notional, buy.notional) && isAtMost(size.quantity, buy.quantity),
      `a buy costs no more than was planned (${shown(size)} of ${symbol}, planned ${shown(buy)})`,
    );
  }
  return {
    ...batch,
    buysSizedAt: canonicalTime(by.at),
    orders: batch.orders.map((order) => ({ ...order, ...(order.kind === 'order' && known.get(order.symbol)) })),
  };
}

/** What the audit says of the sizes: the dollars, and the shares where there are any. */
export function sizesDetail(sizes: Readonly<Record<TickerSymbol, BuySize>>): Record<string, Record<string, string>> {
  const entries = Object.entries(sizes);
  const notionals = entries.flatMap(([symbol, size]) => ('notional' in size ? [[symbol, size.notional] as const] : []));
  const quantities = entries.flatMap(([symbol, size]) =>
    'quantity' in size ? [[symbol, size.quantity] as const] : [],
  );
  return {
    notionals: Object.fromEntries<string>(notionals),
    ...(quantities.length > 0 && { quantities: Object.fromEntries<string>(quantities) }),
  };
}

function canonicalSize(symbol: TickerSymbol, size: BuySize): Size {
  if ('notional' in size)
    return { quantity: null, notional: positive(canonicalCash(size.notional), `the notional of ${symbol}`) };
  return { quantity: positive(canonicalQuantity(size.quantity), `the quantity of ${symbol}`), notional: null };
}

function isAtMost(size: string | null, planned: string | null): boolean {
  return size === null || planned === null || decimal(size).lessThanOrEqualTo(decimal(planned));
}

function shown({ quantity, notional }: Size): string {
  return notional === null ? `${quantity} shares` : `$${notional}`;
}
