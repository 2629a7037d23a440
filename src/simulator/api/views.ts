// The simulator's books in Alpaca's JSON: every amount a string, what is unset null.

import { type Decimal, sum } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { buyingPowerOf, marketValueOf, priceOf, quantityInOpenSells } from '../engine/buying-power';
import { booksAsOf } from '../engine/lagging-books';
import {
  iso,
  type SimulatedAccount,
  type SimulatedAsset,
  type SimulatedFill,
  type SimulatedOrder,
  type SimulatorState,
} from '../engine/state';

export function orderView(order: SimulatedOrder) {
  const submittedAt = iso(order.submittedAt);
  const endedAt = order.endedAt === null ? null : iso(order.endedAt);
  const ended = (status: SimulatedOrder['status']) => (order.status === status ? endedAt : null);
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
    order_type: order.limitPrice === null ? 'market' : 'limit',
    type: order.limitPrice === null ? 'market' : 'limit',
    side: order.side.toLowerCase(),
    time_in_force: 'day',
    limit_price: text(order.limitPrice),
    stop_price: null,
    status: order.status,
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    subtag: null,
    source: null,
  };
}

export function accountView(state: SimulatorState, account: SimulatedAccount, at: number) {
  const held = marketValueOf(state, account.positions);
  const equity = account.cash.plus(held).toFixed(2);
  return {
    id: account.id,
    account_number: account.id,
    status: 'ACTIVE',
    currency: 'USD',
    cash: booksAsOf(account, at - account.lag.cashMs).cash.toFixed(2),
    buying_power: buyingPowerOf(state, account, at).toFixed(2),
    pending_transfer_out: account.leaving.toFixed(2),
    pending_transfer_in: account.arriving.toFixed(2),
    accrued_fees: account.fees.toFixed(2),
    multiplier: account.multiplier,
    equity,
    portfolio_value: equity,
    long_market_value: held.toFixed(2),
    short_market_value: '0',
    trading_blocked: account.blocked,
    transfers_blocked: false,
    account_blocked: account.blocked,
    trade_suspended_by_user: account.restrictions.suspendedByUser,
    admin_configurations: {
      disable_fractional: account.restrictions.noFractions,
      restrict_to_liquidation_reasons:
        account.restrictions.liquidationOnly === null ? null : { [account.restrictions.liquidationOnly]: true },
    },
    user_configurations: { ptp_no_exception_entry: account.restrictions.ptpAllowed },
    shorting_enabled: account.restrictions.shorting,
  };
}

export function positionViews(state: SimulatorState, account: SimulatedAccount, at: number) {
  return [...booksAsOf(account, at - account.lag.positionsMs).positions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, quantity]) => ({
      asset_id: assetId(symbol),
      symbol,
      exchange: 'NASDAQ',
      asset_class: 'us_equity',
      side: 'long',
      qty: quantity.toFixed(),
      qty_available: quantity.minus(quantityInOpenSells(state, account, symbol)).toFixed(),
      current_price: priceOf(state, symbol).toFixed(),
      market_value: quantity.times(priceOf(state, symbol)).toFixed(),
    }));
}

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

export function assetView(asset: SimulatedAsset) {
  return {
    id: assetId(asset.symbol),
    class: 'us_equity',
    exchange: 'NASDAQ',
    symbol: asset.symbol,
    name: asset.symbol,
    status: asset.tradable ? 'active' : 'inactive',
    tradable: asset.tradable,
    marginable: true,
    shortable: false,
    easy_to_borrow: false,
    fractionable: asset.fractionable,
    attributes: asset.ptp ? ['ptp_no_exception'] : [],
  };
}

function assetId(symbol: TickerSymbol): string {
  const known = ASSET_IDS.get(symbol);
  if (known !== undefined) return known;
  const hex = Buffer.from(symbol).toString('hex').padStart(12, '0').slice(-12);
  const id = `00000000-0000-4000-9000-${hex}`;
  ASSET_IDS.set(symbol, id);
  return id;
}

/** Every answer about an order or a position has one, and there are few symbols. */
const ASSET_IDS = new Map<TickerSymbol, string>();

function text(amount: Decimal | null): string | null {
  return amount === null ? null : amount.toFixed();
}
