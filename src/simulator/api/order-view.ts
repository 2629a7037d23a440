// An order in Alpaca's JSON: every amount a string, what is unset null.

import type { Decimal } from '../../domain/money';
import { iso, type SimulatedOrder } from '../engine/state';
import { assetId } from './asset-view';

export function orderView(order: SimulatedOrder) {
  const submittedAt = iso(order.submittedAt);
  const endedAt = order.endedAt === null ? null : iso(order.endedAt);
  const ended = (status: SimulatedOrder['status']) => (order.status === status ? endedAt : null);
  const type = order.limitPrice === null ? 'market' : 'limit';
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: submittedAt,
    updated_at: endedAt ?? submittedAt,
    submitted_at: submittedAt,
    filled_at: ended('filled'),
    expired_at: ended('expired'),
    canceled_at: ended('canceled'),
    failed_at: ended('rejected'),
    replaced_at: ended('replaced'),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: assetId(order.symbol),
    symbol: order.symbol,
    asset_class: 'us_equity',
    notional: text(order.notional),
    qty: text(order.quantity),
    filled_qty: order.filledQuantity.toFixed(),
    filled_avg_price: text(order.filledPrice),
    order_class: '',
    order_type: type,
    type,
    side: order.side.toLowerCase(),
    time_in_force: order.timeInForce,
    limit_price: text(order.limitPrice),
    stop_price: null,
    status: order.status,
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    position_intent: order.intent,
    subtag: null,
    source: null,
  };
}

function text(amount: Decimal | null): string | null {
  return amount === null ? null : amount.toFixed();
}
