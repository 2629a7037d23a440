// The assets: one, or all that fit.

import type { SimulatedAsset, SimulatorState } from '../engine/state';
import { ASSET_CLASS, assetView, attributesOf, EXCHANGE, findAsset, statusOf } from './asset-view';
import { ok, type Reply, refuse } from './reply';

export function showAsset(state: SimulatorState, symbolOrId: string): Reply {
  const asset = findAsset(state, symbolOrId);
  return asset === undefined ? refuse(404, 40410000, `asset not found for ${symbolOrId}`) : ok(assetView(asset));
}

/** By symbol. Of several attributes one is enough. */
export function listAssets(state: SimulatorState, query: URLSearchParams): Reply {
  const wanted = [...state.assets.values()].filter((asset) => fits(asset, query));
  return ok(wanted.sort((a, b) => (a.symbol < b.symbol ? -1 : 1)).map(assetView));
}

function fits(asset: SimulatedAsset, query: URLSearchParams): boolean {
  const attributes = query.get('attributes')?.split(',');
  return (
    isOrNotGiven(query.get('status'), statusOf(asset)) &&
    isOrNotGiven(query.get('asset_class'), ASSET_CLASS) &&
    isOrNotGiven(query.get('exchange'), EXCHANGE) &&
    (attributes === undefined || attributesOf(asset).some((attribute) => attributes.includes(attribute)))
  );
}

function isOrNotGiven(given: string | null, value: string): boolean {
  return given === null || given === value;
}
