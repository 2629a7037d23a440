import { type Batch, isOpen } from '../../domain/batch';
import { decimal } from '../../domain/money';
import type { Order } from '../../domain/order';
import { attemptsBySymbol, isUnderWay } from '../../domain/shortfall';
import type { NewOrder } from '../ledger';
import { canonicalCash, canonicalQuantity, overtaken, positive, refused } from './canonical';
import { unsentOrder } from './creation';

/**
 * Returns the new attempts: one for each of `orders` whose previous attempt is definite. An attempt under way stays the only one,
 * so a repeated call plans nothing twice.
 *
 * @throws LedgerFault OVERTAKEN, or REFUSED_BY_SCHEMA when the batch has ended or something of it was reversed.
 */
export function nextAttempts(batch: Batch, epoch: number, orders: readonly NewOrder[]): Order[] {
  if (!isOpen(batch.state)) throw refused(`batch ${batch.id} is ${batch.state}: nothing of it is tried again`);
  if (batch.epoch !== epoch) throw overtaken(batch.id, epoch, batch.epoch);
  const reversal = batch.orders.find((one) => one.kind === 'reversal' && !decimal(one.filledQuantity).isZero());
  if (reversal !== undefined)
    throw refused(`batch ${batch.id} is being undone (${reversal.clientOrderId}): it is not completed`);
  const families = new Map(attemptsBySymbol(batch.orders).map((attempts) => [attempts[0].symbol, attempts]));
  return orders.flatMap(({ symbol, side, quantity, notional }) => {
    const attempts = families.get(symbol);
    if (attempts?.[0].side !== side) throw refused(`batch ${batch.id} has no ${side} of ${symbol} to try again`);
    if ((quantity === null) !== (attempts[0].quantity === null) || (quantity === null) === (notional === null))
      throw refused(`the next attempt at ${symbol} must be sized as the first one was`);
    if (isUnderWay(attempts)) return [];
    return [
      unsentOrder({
        batchId: batch.id,
        symbol,
        kind: 'order',
        attempt: attempts.length + 1,
        side,
        quantity: quantity === null ? null : positive(canonicalQuantity(quantity), `the quantity of ${symbol}`),
        notional: notional === null ? null : positive(canonicalCash(notional), `the notional of ${symbol}`),
      }),
    ];
  });
}
