// An execution in Alpaca's JSON, as an activity.

import { type Decimal, ZERO } from '../../domain/money';
import { iso, type SimulatedFill } from '../engine/state';

export function fillView(fill: SimulatedFill) {
  const { id, order, quantity, price, at, partial } = fill;
  const cumulative = filledUpTo(fill);
  return {
    id,
    account_id: order.account.id,
    activity_type: 'FILL',
    transaction_time: iso(at),
    type: partial ? 'partial_fill' : 'fill',
    price: price.toFixed(),
    qty: quantity.toFixed(),
    side: order.side.toLowerCase(),
    symbol: order.symbol,
    leaves_qty: (order.quantity ?? cumulative).minus(cumulative).toFixed(),
    order_id: order.id,
    cum_qty: cumulative.toFixed(),
    order_status: partial ? 'partially_filled' : 'filled',
  };
}

/** Kept, because an order can have thousands of executions, which clients list again and again. They never change; a bust takes all of an order. */
const filled = new WeakMap<SimulatedFill, Decimal>();

/** The shares of its order that have filled with this execution. */
function filledUpTo(fill: SimulatedFill): Decimal {
  if (!filled.has(fill)) {
    let shares = ZERO;
    for (const one of fill.order.account.fills) {
      if (one.order !== fill.order) continue;
      shares = shares.plus(one.quantity);
      filled.set(one, shares);
    }
  }
  return filled.get(fill) ?? fill.quantity;
}
