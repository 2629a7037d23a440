// An asset in Alpaca's JSON, and its id.

import type { TickerSymbol } from '../../domain/portfolio';
import type { SimulatedAsset, SimulatorState } from '../engine/state';

export const ASSET_CLASS = 'us_equity';
export const EXCHANGE = 'NASDAQ';

export function assetView(asset: SimulatedAsset) {
  return {
    id: assetId(asset.symbol),
    class: ASSET_CLASS,
    exchange: EXCHANGE,
    symbol: asset.symbol,
    name: asset.symbol,
    status: statusOf(asset),
    tradable: asset.tradable,
    marginable: true,
    maintenance_margin_requirement: 30,
    margin_requirement_long: '30',
    margin_requirement_short: '30',
    shortable: false,
    easy_to_borrow: false,
    borrow_status: 'hard_to_borrow',
    fractionable: asset.fractionable,
    attributes: attributesOf(asset),
  };
}

export function statusOf(asset: SimulatedAsset): 'active' | 'inactive' {
  return asset.tradable ? 'active' : 'inactive';
}

export function attributesOf(asset: SimulatedAsset): string[] {
  return asset.ptp ? ['ptp_no_exception'] : [];
}

/** By its symbol or its id, as Alpaca's paths take both. */
export function findAsset(state: SimulatorState, symbolOrId: string): SimulatedAsset | undefined {
  return state.assets.get(symbolOrId.includes(ID_MIDDLE) ? symbolOfId(symbolOrId) : symbolOrId);
}

/** A UUID whose first and last group have the letters of the symbol. */
export function assetId(symbol: TickerSymbol): string {
  const known = ASSET_IDS.get(symbol);
  if (known !== undefined) return known;
  const hex = Buffer.from(symbol).toString('hex').padStart(LETTERS, '0');
  const id = `${hex.slice(0, FIRST_GROUP)}${ID_MIDDLE}${hex.slice(FIRST_GROUP)}`;
  ASSET_IDS.set(symbol, id);
  return id;
}

/** Every answer about an order or a position has one, and there are few symbols. */
const ASSET_IDS = new Map<TickerSymbol, string>();
const ID_MIDDLE = '-0000-4000-9000-';
const FIRST_GROUP = 8;
/** Two hexadecimal digits each for the ten letters that a symbol may have. */
const LETTERS = 20;

function symbolOfId(id: string): TickerSymbol {
  const hex = id.replace(ID_MIDDLE, '').replace(/^(00)+/, '');
  return Buffer.from(hex, 'hex').toString();
}
