// Replacing an order as its owner asks for it, with the checks and words of Alpaca.

import { z } from 'zod';
import { type Decimal, decimal, decimalProblem, SHARE_DECIMALS } from '../../domain/money';
import { orderView } from '../api/order-view';
import { duplicate, invalid, ok, type Reply, refuse } from '../api/reply';
import { buyReserveOf } from './buying-power';
import { goOnAsAnother } from './fill-model';
import { againstItself, badLimit, CLIENT_ORDER_ID_MAX, numberText, uncovered } from './order-rules';
import { type OrderStatus, type SimulatedOrder, type SimulatorState, TIMES_IN_FORCE } from './state';

const bodySchema = z.object({
  qty: numberText.nullish(),
  limit_price: numberText.nullish(),
  time_in_force: z.enum(TIMES_IN_FORCE).nullish(),
  client_order_id: z.string().min(1).max(CLIENT_ORDER_ID_MAX).nullish(),
});
type Body = z.infer<typeof bodySchema>;

/** An order in one of these has not reached the exchange, or is about to leave it. */
const NOT_YET = new Set<OrderStatus>(['accepted', 'pending_new', 'pending_cancel']);

/** Has another order take the place of `order` at once, at market time `at`, or answers why not. */
export function replaceOrder(state: SimulatorState, order: SimulatedOrder, body: unknown, at: number): Reply {
  const parsed = bodySchema.safeParse(body ?? {});
  if (!parsed.success) return refuse(422, 40010001, z.prettifyError(parsed.error));
  const { data } = parsed;
  const refusal = irreplaceable(state, order) ?? badQuantity(order, data.qty) ?? badChange(order, data);
  if (refusal !== undefined) return refusal;
  const { quantity, limitPrice, timeInForce } = wantedOf(order, data);
  const changed =
    !quantity.equals(order.quantity ?? quantity) ||
    timeInForce !== order.timeInForce ||
    !(limitPrice === null || (order.limitPrice?.equals(limitPrice) ?? false));
  if (!changed) return invalid('order parameters are not changed');
  const asset = state.assets.get(order.symbol);
  if (asset === undefined) return invalid(`asset "${order.symbol}" not found`);
  const left = quantity.minus(order.filledQuantity);
  const ask = { side: order.side, quantity: left, notional: null, asset, limitPrice, intent: order.intent, at };
  const whole = { ...ask, replaces: order };
  const lack = uncovered(state, order.account, whole) ?? againstItself(state, order.account, whole);
  if (lack !== undefined) return lack;
  const reservedPrice = limitPrice ?? (order.side === 'BUY' ? asset.price.times(buyReserveOf(state)) : asset.price);
  const changes = { quantity: left, limitPrice, timeInForce, reservedPrice, status: 'pending_new' } as const;
  const clientOrderId = data.client_order_id ?? undefined;
  return ok(orderView(goOnAsAnother(state, order, at, { ...changes, ...(clientOrderId && { clientOrderId }) })));
}

function irreplaceable({ open }: SimulatorState, order: SimulatedOrder): Reply | undefined {
  if (!open.has(order)) return notNow('order is not open');
  if (NOT_YET.has(order.status)) return notNow("order isn't sent to exchange yet");
  return order.notional === null ? undefined : invalid('notional orders cannot be replaced');
}

function badQuantity(order: SimulatedOrder, wanted: string | null | undefined): Reply | undefined {
  if (!wanted) return undefined;
  const problem = decimalProblem(wanted, SHARE_DECIMALS);
  if (problem !== undefined) return refuse(422, 40010001, `qty ${problem}`);
  const quantity = decimal(wanted);
  if (!quantity.greaterThan(order.filledQuantity)) return notNow('qty must be > filled_qty');
  const fractional = !quantity.isInteger() || order.quantity?.isInteger() === false;
  return fractional ? invalid('qty of fractional orders cannot be changed') : undefined;
}

function badChange(order: SimulatedOrder, { limit_price: limit, client_order_id: id }: Body): Reply | undefined {
  if (id && order.account.byClientOrderId.has(id)) return duplicate();
  if (!limit) return undefined;
  return order.limitPrice === null ? invalid('market orders have no limit price') : badLimit(limit);
}

function wantedOf(order: SimulatedOrder, { qty, limit_price: limit, time_in_force: timeInForce }: Body) {
  const quantity: Decimal = qty ? decimal(qty) : (order.quantity ?? order.filledQuantity);
  return {
    quantity,
    limitPrice: limit ? decimal(limit) : order.limitPrice,
    timeInForce: timeInForce ?? order.timeInForce,
  };
}

function notNow(why: string): Reply {
  return refuse(422, 40010001, `unable to replace order, ${why}`);
}
