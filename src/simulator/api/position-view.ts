// A position in Alpaca's JSON: what it is, what it cost, and what it gained.

import { type Decimal, showRatio } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { priceOf, quantityInOpenSells } from '../engine/buying-power';
import { booksAsOf } from '../engine/lagging-books';
import type { SimulatedAccount, SimulatorState } from '../engine/state';
import { ASSET_CLASS, assetId, EXCHANGE } from './asset-view';

/** By symbol, as far as the account's lag shows them. */
export function positionViews(state: SimulatorState, account: SimulatedAccount, at: number) {
  return [...booksAsOf(account, at - account.lag.positionsMs).positions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([symbol, quantity]) => positionView(state, account, symbol, quantity));
}

function positionView(state: SimulatorState, account: SimulatedAccount, symbol: TickerSymbol, quantity: Decimal) {
  const price = priceOf(state, symbol);
  const lastClose = state.assets.get(symbol)?.lastClose ?? price;
  const entryPrice = account.entryPrices.get(symbol) ?? price;
  const [value, cost] = [quantity.times(price), quantity.times(entryPrice)];
  return {
    asset_id: assetId(symbol),
    symbol,
    exchange: EXCHANGE,
    asset_class: ASSET_CLASS,
    asset_marginable: true,
    side: quantity.isNegative() ? 'short' : 'long',
    qty: quantity.toFixed(),
    qty_available: quantity.minus(quantityInOpenSells(state, account, symbol)).toFixed(),
    avg_entry_price: entryPrice.toFixed(),
    cost_basis: cost.toFixed(),
    market_value: value.toFixed(),
    unrealized_pl: value.minus(cost).toFixed(),
    unrealized_plpc: gain(value.minus(cost), cost.abs()),
    unrealized_intraday_pl: quantity.times(price.minus(lastClose)).toFixed(),
    unrealized_intraday_plpc: gain(quantity.times(price.minus(lastClose)), quantity.times(lastClose).abs()),
    current_price: price.toFixed(),
    lastday_price: lastClose.toFixed(),
    change_today: gain(price.minus(lastClose), lastClose),
  };
}

/** With as many decimals as Alpaca has. */
function gain(part: Decimal, whole: Decimal): string {
  return showRatio(part, whole, 16);
}
