// An execution in Alpaca's JSON, as an activity.

import { sum } from '../../domain/money';
import { iso, type SimulatedFill } from '../engine/state';

export function fillView({ id, order, quantity, price, at, partial }: SimulatedFill) {
  const upToHere = order.account.fills.filter((fill) => fill.order === order && fill.id <= id);
  const cumulative = sum(upToHere.map((fill) => fill.quantity));
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
