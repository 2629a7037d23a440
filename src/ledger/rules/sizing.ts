import type { Batch } from '../../domain/batch';
import { invariant } from '../../domain/invariant';
import { decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import type { Actor } from '../ledger';
import { canonicalCash, canonicalTime, positive, refused } from './canonical';

/** Returns the batch whose buys have their final size in USD. A buy that is not named keeps the size it has. */
export function batchSized(batch: Batch, notionals: Readonly<Record<TickerSymbol, string>>, by: Actor): Batch {
  const sizes = new Map(
    Object.entries(notionals).map(([symbol, notional]) => [
      symbol,
      positive(canonicalCash(notional), `the notional of ${symbol}`),
    ]),
  );
  for (const [symbol, notional] of sizes) {
    const buy = batch.orders.find((order) => order.kind === 'order' && order.symbol === symbol);
    if (buy?.side !== 'BUY') throw refused(`batch ${batch.id} has no buy of ${symbol} to size`);
    if (buy.sentAt !== null || buy.state !== 'PENDING')
      throw refused(`the buy of ${symbol} was sent before it was sized`);
    invariant(
      buy.notional === null || decimal(notional).lessThanOrEqualTo(decimal(buy.notional)),
      `a buy costs no more than was planned ($${notional} of ${symbol}, planned $${buy.notional})`,
    );
  }
  return {
    ...batch,
    buysSizedAt: canonicalTime(by.at),
    orders: batch.orders.map((order) => {
      const notional = order.kind === 'order' ? sizes.get(order.symbol) : undefined;
      return notional === undefined ? order : { ...order, quantity: null, notional };
    }),
  };
}
