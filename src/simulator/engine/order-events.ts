// What becomes of orders, in the words of Alpaca's streams of orders (`trade_updates`, `/v2/events/trades`).

import type { Side } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import { orderView } from '../api/order-view';
import { heldQuantity } from './buying-power';
import { iso, type OrderStatus, type SimulatedOrder, type SimulatorState } from './state';

export type OrderEventName =
  | Exclude<OrderStatus, 'filled' | 'partially_filled'>
  | 'fill'
  | 'partial_fill'
  | 'trade_bust';

export interface OrderEvent {
  /** Market time. */
  at: number;
  accountId: string;
  clientOrderId: string;
  symbol: TickerSymbol;
  side: Side;
  /** In Alpaca's names, with the order as it was then. */
  body: { event: OrderEventName; timestamp: string; order: ReturnType<typeof orderView>; [field: string]: unknown };
}

/** Notes that `event` has happened to `order`, while somebody could be told. */
export function note(state: SimulatorState, order: SimulatedOrder, event: OrderEventName, at: number): void {
  const { account, clientOrderId, symbol, side } = order;
  state.orderEvents?.push({
    at,
    accountId: account.id,
    clientOrderId,
    symbol,
    side,
    body: {
      event,
      timestamp: iso(at),
      ...(event === 'fill' || event === 'partial_fill' ? executionOf(order) : {}),
      order: orderView(order),
    },
  });
}

/** The latest one of the order. */
function executionOf(order: SimulatedOrder): object {
  const { account, symbol } = order;
  const execution = account.fills.findLast((fill) => fill.order === order);
  if (execution === undefined) return {};
  return {
    execution_id: execution.id.split('::')[1],
    price: execution.price.toFixed(),
    qty: execution.quantity.toFixed(),
    position_qty: heldQuantity(account, symbol).toFixed(),
  };
}
