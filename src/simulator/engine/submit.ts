// Taking an order, with the checks and words of Alpaca.

import { z } from 'zod';
import { CENTS, type Decimal, decimal, decimalProblem, HUNDRED, SHARE_DECIMALS, ZERO } from '../../domain/money';
import type { Side } from '../../domain/order';
import { orderView } from '../api/order-view';
import { accountBlocked, duplicate, invalid, ok, type Reply, refuse } from '../api/reply';
import { buyReserveOf } from './buying-power';
import { collarOf } from './collar';
import type { Effect } from './faults';
import { note } from './order-events';
import { type Amount, againstItself, badLimit, CLIENT_ORDER_ID_MAX, numberText, uncovered } from './order-rules';
import {
  nextId,
  type SimulatedAccount,
  type SimulatedAsset,
  type SimulatedOrder,
  type SimulatorState,
  TIMES_IN_FORCE,
  type TimeInForce,
} from './state';

const bodySchema = z.object({
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(),
  limit_price: numberText.nullish(),
  time_in_force: z.string(),
  position_intent: z.enum(['buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close']).nullish(),
  qty: numberText.nullish(),
  notional: numberText.nullish(),
  client_order_id: z.string().min(1).max(CLIENT_ORDER_ID_MAX).nullish(),
  order_class: z.string().nullish(),
  extended_hours: z.boolean().nullish(),
});
type Body = z.infer<typeof bodySchema>;

/** What a submit is about before anything is checked, for faults and journal. */
export function peek(body: unknown): { clientOrderId?: string; symbol?: string; side?: Side } {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return {};
  const { client_order_id: clientOrderId, symbol, side } = parsed.data;
  return { symbol, side: side === 'buy' ? 'BUY' : 'SELL', ...(clientOrderId ? { clientOrderId } : {}) };
}

/** Takes an order at market time `at`, or answers why not. `effect` decides how much of it will fill. */
export function submit(
  state: SimulatorState,
  account: SimulatedAccount,
  body: unknown,
  at: number,
  effect?: Effect,
): Reply {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return refuse(422, 40010001, z.prettifyError(parsed.error));
  const amount = amountOf(parsed.data);
  if ('status' in amount) return amount;
  const { data } = parsed;
  const asset = state.assets.get(data.symbol);
  if (asset === undefined) return invalid(`asset "${data.symbol}" not found`);
  const ask = { ...amount, asset, limitPrice: limitOf(data), intent: data.position_intent ?? null, at };
  const refusal =
    sameId(state, account, data, at) ??
    (account.blocked ? accountBlocked() : undefined) ??
    untradable(data, asset, amount) ??
    restricted(account, asset, amount) ??
    withoutLimit(data) ??
    unwantedLimit(state, data, asset, amount) ??
    uncovered(state, account, ask) ??
    againstItself(state, account, ask);
  if (refusal !== undefined) return refusal;
  const timeInForce = TIMES_IN_FORCE.find((known) => known === data.time_in_force) ?? 'day';
  return ok(orderView(take(state, account, { ...ask, timeInForce, clientOrderId: data.client_order_id, effect })));
}

function amountOf({ qty, notional, side }: Body): Amount | Reply {
  const given = qty ?? notional;
  if (given === undefined || given === null) return refuse(422, 40010001, 'qty or notional is required');
  if (qty && notional) return refuse(400, 40010001, 'only one of qty or notional is accepted');
  const problem = decimalProblem(given, qty ? SHARE_DECIMALS : CENTS);
  if (problem !== undefined) return refuse(422, 40010001, `${qty ? 'qty' : 'notional'} ${problem}`);
  const amount = decimal(given);
  if (!amount.greaterThan(ZERO)) return refuse(422, 40010001, `${qty ? 'qty' : 'notional'} must be > 0`);
  return {
    side: side === 'buy' ? 'BUY' : 'SELL',
    quantity: qty ? amount : null,
    notional: qty ? null : amount,
  };
}

/** An id is used up for ever, whatever became of its order; while orders race, only from some time on. */
function sameId(state: SimulatorState, account: SimulatedAccount, body: Body, at: number): Reply | undefined {
  const first = account.byClientOrderId.get(body.client_order_id ?? '');
  if (first === undefined || at < first.submittedAt + state.settings.duplicateRaceMs) return undefined;
  return duplicate();
}

function untradable(body: Body, asset: SimulatedAsset, amount: Amount): Reply | undefined {
  if (!asset.tradable) return invalid(`asset "${asset.symbol}" is not tradable`);
  if (asset.halted && asset.haltRefuses) return refuse(403, 40310000, `trading in "${asset.symbol}" is halted`);
  const whole = amount.quantity?.isInteger() ?? false;
  if (!whole && !asset.fractionable) return refuse(403, 40310000, `asset "${asset.symbol}" is not fractionable`);
  if (!whole && body.time_in_force !== 'day') return invalid('fractional orders must be DAY orders');
  const isSimple = !body.order_class || body.order_class === 'simple';
  if (!whole && !isSimple) return invalid('fractional orders must be simple orders');
  return unknownKind(body, isSimple);
}

/** What Alpaca takes and the simulator does not. */
function unknownKind(body: Body, isSimple: boolean): Reply | undefined {
  if (body.type !== 'market' && body.type !== 'limit')
    return invalid('the simulator takes market and limit orders only');
  if (!TIMES_IN_FORCE.some((known) => known === body.time_in_force))
    return invalid(`the simulator takes orders with the time in force ${TIMES_IN_FORCE.join(', ')} only`);
  if (!isSimple) return invalid('the simulator takes simple orders only');
  return body.extended_hours ? invalid('the simulator takes no orders for extended hours') : undefined;
}

/** What Alpaca says of the owner's own stop is known; the other sentences are ours. */
function restricted(
  { restrictions, configurations }: SimulatedAccount,
  asset: SimulatedAsset,
  amount: Amount,
): Reply | undefined {
  if (restrictions.suspendedByUser) return refuse(403, 40310000, 'new orders are rejected by user request');
  if (restrictions.liquidationOnly !== null && amount.side === 'BUY')
    return refuse(403, 40310000, 'account is restricted to liquidation only');
  if ((restrictions.noFractions || !configurations.fractionalTrading) && !(amount.quantity?.isInteger() ?? false))
    return refuse(403, 40310000, 'fractional trading is disabled for this account');
  return asset.ptp && !restrictions.ptpAllowed
    ? invalid(`asset "${asset.symbol}" is a PTP with no exception`)
    : undefined;
}

function withoutLimit({ type, limit_price: limit }: Body): Reply | undefined {
  if (type !== 'limit') return undefined;
  return limit ? badLimit(limit) : refuse(422, 40010001, 'limit orders require a limit price');
}

/** What a broker may refuse of a limit order and does not say in advance. */
function unwantedLimit(
  { settings }: SimulatorState,
  body: Body,
  asset: SimulatedAsset,
  { quantity }: Amount,
): Reply | undefined {
  const limit = limitOf(body);
  if (limit === null) return undefined;
  if (!settings.fractionalLimits && !(quantity?.isInteger() ?? false))
    return invalid('fractional orders must be market orders');
  if (settings.limitAwayPercent === null) return undefined;
  const away = limit.minus(asset.price).abs().times(HUNDRED).div(asset.price);
  if (away.lessThanOrEqualTo(decimal(settings.limitAwayPercent))) return undefined;
  return invalid('limit price is too far away from the current market price');
}

function limitOf({ type, limit_price: limit }: Body): Decimal | null {
  return type === 'limit' && limit ? decimal(limit) : null;
}

interface Accepted extends Amount {
  asset: SimulatedAsset;
  limitPrice: Decimal | null;
  timeInForce: TimeInForce;
  intent: string | null;
  clientOrderId: string | null | undefined;
  at: number;
  effect: Effect | undefined;
}

function take(state: SimulatorState, account: SimulatedAccount, accepted: Accepted): SimulatedOrder {
  const { side, quantity, notional, asset, at, effect } = accepted;
  const id = nextId(state);
  const status = standingStatus(state, effect);
  const order: SimulatedOrder = {
    id,
    clientOrderId: accepted.clientOrderId ?? id,
    account,
    symbol: asset.symbol,
    side,
    quantity,
    notional,
    limitPrice: accepted.limitPrice,
    collar: accepted.limitPrice === null ? collarOf(state, asset, side) : null,
    timeInForce: accepted.timeInForce,
    intent: accepted.intent,
    status,
    submittedAt: at,
    hiddenUntil: effect?.kind === 'hide' ? at + effect.ms : 0,
    endedAt: null,
    // A fill is later than its order, so that "fills since" never misses it.
    fillsAt:
      effect?.kind === 'never-fill' || effect?.kind === 'replace' ? null : at + Math.max(state.settings.fillDelayMs, 1),
    fraction: decimal(effect?.kind === 'partial-fill' ? effect.fraction : '1'),
    afterwards: effect?.kind === 'partial-fill' ? effect.afterwards : 'stall',
    cancelsAt: null,
    replacesAt: effect?.kind === 'replace' ? at + effect.ms : null,
    replacedBy: null,
    replaces: null,
    bustMs: effect?.kind === 'bust' ? effect.ms : null,
    reservedPrice: accepted.limitPrice ?? (side === 'BUY' ? asset.price.times(buyReserveOf(state)) : asset.price),
    filledQuantity: ZERO,
    filledPrice: null,
  };
  account.orders.push(order);
  account.byClientOrderId.set(order.clientOrderId, order);
  state.open.add(order);
  state.changes += 1;
  note(state, order, status, at);
  return order;
}

function standingStatus(state: SimulatorState, effect: Effect | undefined): 'pending_new' | 'accepted' | 'new' {
  if (effect?.kind === 'never-fill' && effect.status !== undefined) return effect.status;
  return state.clock.isOpen ? 'pending_new' : 'accepted';
}
