// The collar of a market order: Alpaca takes it as a limit order a few percent from the quote, and does not show that limit.

import { type Decimal, decimal, HUNDRED, halfEvenToPrice } from '../../domain/money';
import type { Side } from '../../domain/order';
import { quoteOf } from './quotes';
import type { SimulatedAsset, SimulatedOrder, SimulatorState } from './state';

/** USD a share, as bid and ask are when the order is taken; null without collars. */
export function collarOf(state: SimulatorState, asset: SimulatedAsset, side: Side): Decimal | null {
  const { collarPercent } = state.settings;
  if (collarPercent === null) return null;
  const away = decimal(collarPercent).div(HUNDRED).plus(ONE);
  const price = sidePriceOf(state, asset, side);
  return halfEvenToPrice(side === 'BUY' ? price.times(away) : price.times(TWO.minus(away)));
}

/** The worst price that the order may fill at, USD a share, or null for any. */
export function worstPriceOf({ limitPrice, collar }: SimulatedOrder): Decimal | null {
  return limitPrice ?? collar;
}

/** USD a share: a buy pays the ask and a sell gets the bid; the latest price where nobody bids or asks. */
export function sidePriceOf(state: SimulatorState, asset: SimulatedAsset, side: Side): Decimal {
  const { bid, ask } = quoteOf(state, asset);
  const price = side === 'BUY' ? ask : bid;
  return price.isZero() ? asset.price : price;
}

const ONE = decimal('1');
const TWO = decimal('2');
