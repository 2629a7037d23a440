// What is bid and asked for an asset, and the market data made of it.

import { type Decimal, decimal, halfEvenToPrice } from '../../domain/money';
import { ExactNumber, ok, type Reply } from '../api/reply';
import { iso, type SimulatedAsset, type SimulatorState } from './state';

const ONE = decimal('1');
/** Half of a basis point. */
const HALF_BASIS_POINT = decimal('0.00005');

/** USD a share: the asset's own quote, or half a spread around its price, rounded half-even to 4 decimals. */
export function quoteOf({ settings }: SimulatorState, asset: SimulatedAsset): { bid: Decimal; ask: Decimal } {
  if (asset.quote !== null) return asset.quote;
  const { price } = asset;
  const spread = asset.spreadBasisPoints ?? settings.spreadBasisPoints;
  let made = MADE.get(asset);
  if (made === undefined || made.price !== price || made.spread !== spread) {
    made = { price, spread, ...spreadAround(price, spread) };
    MADE.set(asset, made);
  }
  return made;
}

/** The latest of each asset: it is asked for far more often than its price moves. */
const MADE = new WeakMap<SimulatedAsset, { price: Decimal; spread: string; bid: Decimal; ask: Decimal }>();

function spreadAround(price: Decimal, basisPoints: string): { bid: Decimal; ask: Decimal } {
  const half = decimal(basisPoints).times(HALF_BASIS_POINT);
  const at = (factor: Decimal) => halfEvenToPrice(price.times(factor));
  return { bid: at(ONE.minus(half)), ask: at(ONE.plus(half)) };
}

export function latestTrades(state: SimulatorState, query: URLSearchParams, at: number): Reply {
  return answer('trades', assetsOf(state, query), (asset) => tradeView(state, asset, at));
}

export function latestQuotes(state: SimulatorState, query: URLSearchParams, at: number): Reply {
  return answer('quotes', assetsOf(state, query), (asset) => quoteView(state, asset, at));
}

/** Both at once, without the bars that Alpaca adds. */
export function snapshots(state: SimulatorState, query: URLSearchParams, at: number): Reply {
  return answer(undefined, assetsOf(state, query), (asset) => ({
    latestTrade: tradeView(state, asset, at),
    latestQuote: quoteView(state, asset, at),
  }));
}

function answer(name: string | undefined, assets: SimulatedAsset[], view: (asset: SimulatedAsset) => object): Reply {
  const views = Object.fromEntries(assets.map((asset) => [asset.symbol, view(asset)]));
  return { ...ok(name === undefined ? views : { [name]: views }), exact: true };
}

function assetsOf(state: SimulatorState, query: URLSearchParams): SimulatedAsset[] {
  const symbols = (query.get('symbols') ?? '').split(',');
  return symbols.flatMap((symbol) => state.assets.get(symbol) ?? []);
}

function tradeView({ settings }: SimulatorState, asset: SimulatedAsset, at: number) {
  const { price, pricedAt } = asset;
  const t = iso(settings.keepPriceAge ? pricedAt : lastHeard(asset, at));
  return { t, x: 'V', p: new ExactNumber(price.toFixed()), s: 100, c: ['@'], i: 1, z: 'C' };
}

function lastHeard({ halted, haltedAt }: SimulatedAsset, at: number): number {
  return halted ? haltedAt : at;
}

/** A quote is of this moment, or of the moment its asset was halted. */
function quoteView(state: SimulatorState, asset: SimulatedAsset, at: number) {
  const { bid, ask } = quoteOf(state, asset);
  return { t: iso(lastHeard(asset, at)), ...side('b', bid), ...side('a', ask), c: ['R'], z: 'C' };
}

/** A side that is not there has no exchange and no size. */
function side(of: 'b' | 'a', price: Decimal) {
  const [exchange, size] = price.isZero() ? [' ', 0] : ['V', 1];
  return { [`${of}x`]: exchange, [`${of}p`]: new ExactNumber(price.toFixed()), [`${of}s`]: size };
}
