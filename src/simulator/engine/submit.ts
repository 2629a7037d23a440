// Taking an order, with the checks and words of Alpaca.

import { z } from 'zod';
import {
  CENTS,
  type Decimal,
  decimal,
  decimalProblem,
  floorToShares,
  HUNDRED,
  PRICE_DECIMALS,
  SHARE_DECIMALS,
  ZERO,
} from '../../domain/money';
import type { Side } from '../../domain/order';
import {
  accountBlocked,
  duplicate,
  insufficientBuyingPower,
  insufficientQuantity,
  invalid,
  ok,
  type Reply,
  refuse,
} from '../api/reply';
import { orderView } from '../api/views';
import { buyingPowerOf, buyReserveOf, heldQuantity, quantityInOpenSells } from './buying-power';
import type { Effect } from './faults';
import { note } from './order-events';
import { nextId, type SimulatedAccount, type SimulatedAsset, type SimulatedOrder, type SimulatorState } from './state';

const MINIMUM_BUY = decimal('1');
const CLIENT_ORDER_ID_MAX = 128;

const bodySchema = z.object({
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(),
  limit_price: z.string().nullish(),
  time_in_force: z.string(),
  position_intent: z.enum(['buy_to_open', 'buy_to_close', 'sell_to_open', 'sell_to_close']).nullish(),
  qty: z.string().nullish(),
  notional: z.string().nullish(),
  client_order_id: z.string().min(1).max(CLIENT_ORDER_ID_MAX).nullish(),
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
  const asset = state.assets.get(parsed.data.symbol);
  if (asset === undefined) return invalid(`asset "${parsed.data.symbol}" not found`);
  const refusal =
    sameId(state, account, parsed.data, at) ??
    (account.blocked ? accountBlocked() : undefined) ??
    untradable(parsed.data, asset, amount) ??
    restricted(account, asset, amount) ??
    badLimit(parsed.data) ??
    unwantedLimit(state, parsed.data, asset, amount) ??
    uncovered(state, account, asset, { ...amount, limitPrice: limitOf(parsed.data) }, at, parsed.data.position_intent);
  if (refusal !== undefined) return refusal;
  return ok(
    orderView(
      take(state, account, {
        ...amount,
        asset,
        limitPrice: limitOf(parsed.data),
        clientOrderId: parsed.data.client_order_id,
        at,
        effect,
      }),
    ),
  );
}

interface Amount {
  side: Side;
  quantity: Decimal | null;
  notional: Decimal | null;
}

type Priced = Amount & { limitPrice: Decimal | null };

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
  if (body.time_in_force !== 'day') return invalid('fractional orders must be DAY orders');
  if (body.type !== 'market' && body.type !== 'limit')
    return invalid('the simulator takes market and limit orders only');
  return undefined;
}

/** What Alpaca says of the owner's own stop is known; the other sentences are ours. */
function restricted({ restrictions }: SimulatedAccount, asset: SimulatedAsset, amount: Amount): Reply | undefined {
  if (restrictions.suspendedByUser) return refuse(403, 40310000, 'new orders are rejected by user request');
  if (restrictions.liquidationOnly !== null && amount.side === 'BUY')
    return refuse(403, 40310000, 'account is restricted to liquidation only');
  if (restrictions.noFractions && !(amount.quantity?.isInteger() ?? false))
    return refuse(403, 40310000, 'fractional trading is disabled for this account');
  return asset.ptp && !restrictions.ptpAllowed
    ? invalid(`asset "${asset.symbol}" is a PTP with no exception`)
    : undefined;
}

/** Prices from a dollar up have cents, those below it four decimals. */
function badLimit({ type, limit_price: limit }: Body): Reply | undefined {
  if (type !== 'limit') return undefined;
  if (!limit) return refuse(422, 40010001, 'limit orders require a limit price');
  const problem = decimalProblem(limit, SHARE_DECIMALS);
  if (problem !== undefined) return refuse(422, 40010001, `limit_price ${problem}`);
  const price = decimal(limit);
  if (!price.greaterThan(ZERO)) return refuse(422, 40010001, 'limit_price must be > 0');
  const decimals = price.lessThan(MINIMUM_BUY) ? PRICE_DECIMALS : CENTS;
  if (price.decimalPlaces() <= decimals) return undefined;
  return invalid(`invalid limit_price ${limit}. sub-penny increment does not fulfill minimum pricing criteria`);
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

function uncovered(
  state: SimulatorState,
  account: SimulatedAccount,
  asset: SimulatedAsset,
  amount: Priced,
  at: number,
  intent: Body['position_intent'],
) {
  if (amount.side === 'BUY') return unfunded(state, account, asset, amount, at);
  const goesShort = account.restrictions.shorting && intent !== 'sell_to_close' && amount.quantity?.isInteger();
  return goesShort ? undefined : unheld(state, account, asset, amount);
}

/** What a limit buy costs at most is known; a market buy may cost more than it looks. */
function unfunded(state: SimulatorState, account: SimulatedAccount, asset: SimulatedAsset, amount: Priced, at: number) {
  const value = amount.notional ?? (amount.quantity ?? ZERO).times(amount.limitPrice ?? asset.price);
  if (value.lessThan(MINIMUM_BUY)) return invalid('cost basis must be >= minimal amount of order 1');
  const costBasis = amount.notional ?? (amount.limitPrice === null ? value.times(buyReserveOf(state)) : value);
  const buyingPower = buyingPowerOf(state, account, at);
  if (costBasis.lessThanOrEqualTo(buyingPower)) return undefined;
  return insufficientBuyingPower(buyingPower.toFixed(2), costBasis.toFixed(2));
}

function unheld(state: SimulatorState, account: SimulatedAccount, asset: SimulatedAsset, amount: Amount) {
  const { symbol, price } = asset;
  const requested = amount.quantity ?? floorToShares((amount.notional ?? ZERO).div(price));
  const existing = heldQuantity(account, symbol);
  const held = quantityInOpenSells(state, account, symbol);
  const available = existing.minus(held);
  if (requested.lessThanOrEqualTo(available)) return undefined;
  return insufficientQuantity({
    symbol,
    requested: requested.toFixed(),
    available: available.toFixed(),
    existing: existing.toFixed(),
    held: held.toFixed(),
  });
}

function limitOf({ type, limit_price: limit }: Body): Decimal | null {
  return type === 'limit' && limit ? decimal(limit) : null;
}

interface Accepted extends Amount {
  asset: SimulatedAsset;
  limitPrice: Decimal | null;
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
