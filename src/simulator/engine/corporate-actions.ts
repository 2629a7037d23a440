// What companies do to their shares, and what that does to every account that holds them.

import {
  type Decimal,
  floorToShares,
  floorToWholeShares,
  halfEvenToAverage,
  halfEvenToCents,
  halfEvenToPrice,
  ZERO,
} from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { bookActivity } from './activities';
import { heldQuantity } from './buying-power';
import { endOrder } from './fill-model';
import { createAsset, iso, type SimulatedAccount, type SimulatedAsset, type SimulatorState } from './state';

/** Pays so many USD for each share that an account holds. */
export function payDividend(state: SimulatorState, symbol: TickerSymbol, perShare: Decimal, at: number): void {
  for (const [account, held] of holdersOf(state, symbol)) {
    const usd = halfEvenToCents(held.times(perShare));
    bookActivity(state, account, at, { type: 'DIV', usd, symbol, quantity: held, perShare });
  }
}

/**
 * Every share becomes `ratio` shares, and its price goes with it; what is open in it is cancelled. Shares are floored to 9 decimals, or with
 * `cashInLieu` to whole ones: then the fraction is paid at the new price.
 */
export function split(
  state: SimulatorState,
  asset: SimulatedAsset,
  ratio: Decimal,
  { cashInLieu, at }: { cashInLieu: boolean; at: number },
): void {
  const { symbol } = asset;
  cancelOrdersOf(state, symbol, at);
  reprice(state, asset, asset.price.div(ratio), asset.lastClose.div(ratio), at);
  for (const [account, held] of holdersOf(state, symbol)) {
    const exact = held.times(ratio);
    const after = cashInLieu ? floorToWholeShares(exact) : floorToShares(exact);
    const entryPrice = account.entryPrices.get(symbol);
    if (entryPrice !== undefined) account.entryPrices.set(symbol, halfEvenToAverage(entryPrice.div(ratio)));
    bookActivity(state, account, at, { type: 'SPLIT', symbol, quantity: after.minus(held) });
    const usd = cashInLieu ? halfEvenToCents(exact.minus(after).times(asset.price)) : ZERO;
    if (!usd.isZero()) bookActivity(state, account, at, { type: 'CIL', symbol, usd });
  }
}

/** For each share there are so many shares of another company as well, and its price goes down by what those are worth. */
export function spinOff(
  state: SimulatorState,
  asset: SimulatedAsset,
  child: { symbol: TickerSymbol; price: Decimal; sharesEach: Decimal },
  at: number,
): void {
  const worth = child.price.times(child.sharesEach);
  state.assets.set(child.symbol, createAsset(child.symbol, child.price, at));
  cancelOrdersOf(state, asset.symbol, at);
  reprice(state, asset, asset.price.minus(worth), asset.lastClose.minus(worth), at);
  for (const [account, held] of holdersOf(state, asset.symbol)) {
    const quantity = floorToShares(held.times(child.sharesEach));
    account.entryPrices.set(child.symbol, child.price);
    bookActivity(state, account, at, { type: 'SPIN', symbol: child.symbol, quantity });
  }
}

/** The shares have another symbol from now on; the old one is no longer tradable. */
export function rename(state: SimulatorState, asset: SimulatedAsset, symbol: TickerSymbol, at: number): void {
  const old = asset.symbol;
  cancelOrdersOf(state, old, at);
  state.assets.set(symbol, { ...asset, symbol });
  asset.tradable = false;
  for (const [account, held] of holdersOf(state, old)) {
    account.entryPrices.set(symbol, account.entryPrices.get(old) ?? asset.price);
    bookActivity(state, account, at, { type: 'NC', symbol: old, quantity: held.negated() });
    bookActivity(state, account, at, { type: 'NC', symbol, quantity: held });
  }
  state.journal.push({ at: iso(at), kind: 'price', symbol, price: asset.price.toFixed() });
}

function holdersOf(state: SimulatorState, symbol: TickerSymbol): [SimulatedAccount, Decimal][] {
  const held = [...state.accounts.values()].map((account): [SimulatedAccount, Decimal] => {
    return [account, heldQuantity(account, symbol)];
  });
  return held.filter(([, quantity]) => !quantity.isZero());
}

function cancelOrdersOf(state: SimulatorState, symbol: TickerSymbol, at: number): void {
  for (const order of [...state.open]) if (order.symbol === symbol) endOrder(state, order, 'canceled', at);
}

function reprice(state: SimulatorState, asset: SimulatedAsset, price: Decimal, lastClose: Decimal, at: number): void {
  asset.price = halfEvenToPrice(price);
  asset.lastClose = halfEvenToPrice(lastClose);
  asset.pricedAt = at;
  asset.quote = null;
  asset.priceBefore = null;
  state.journal.push({ at: iso(at), kind: 'price', symbol: asset.symbol, price: asset.price.toFixed() });
}
