// Alpaca's Trading API as the Broker API: the account is the one of the key instead of the one in the path.

import type { SimulatorRequest } from '../engine/engine';

/** What hangs on an account in the Trading API, and where it is in the Broker API. */
const OF_ACCOUNT = /^\/v2\/((?:account|positions|orders)(?:[/:].+)?)$/;
const OF_ACTIVITIES = /^\/v2\/account\/(activities(?:\/.+)?)$/;
const OF_MARKET = /^\/v2\/(clock|calendar|assets(?:\/.+)?)$/;

/** Returns the same call on the Broker API's paths; a call that is not of the Trading API comes back as it is. */
export function asBrokerRequest(request: SimulatorRequest): SimulatorRequest {
  if (!request.path.startsWith('/v2/')) return request;
  const keyId = request.keyId ?? '';
  const { path } = request;
  const activities = OF_ACTIVITIES.exec(path)?.[1];
  if (activities !== undefined) {
    const query = new URLSearchParams(request.query);
    query.set('account_id', keyId);
    return { ...request, path: `/v1/accounts/${activities}`, query };
  }
  const ofAccount = OF_ACCOUNT.exec(path)?.[1];
  if (ofAccount !== undefined) return { ...request, path: `/v1/trading/accounts/${keyId}/${ofAccount}` };
  const ofMarket = OF_MARKET.exec(path)?.[1];
  return ofMarket === undefined ? request : { ...request, path: `/v1/${ofMarket}` };
}
