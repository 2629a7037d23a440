// An order that was sent and that the broker does not show may still be on its way. A broker takes an id once, so we take it
// ourselves, with an order that cannot fill: from then on the lost one can only be refused.

import type { BrokerOrder } from '../broker/broker';
import type { Batch } from '../domain/batch';
import type { Order } from '../domain/order';
import { unfillableBuy } from '../domain/plan';
import type { Deps } from './deps';
import { SUBMIT_WINDOW_MS } from './order-driver';

/** How long after its last send an order may be missing at the broker before its id is taken: longer than look-ups lag. */
const MISSING_MS = 30_000;

export function isLost(deps: Deps, { sentAt }: Order): boolean {
  return sentAt !== null && Date.parse(deps.now()) - Date.parse(sentAt) >= MISSING_MS;
}

/** Takes the id, if the broker lets us. Whatever it answers, the next look-up shows what the id is. */
export async function claimId(deps: Deps, batch: Batch, { clientOrderId, symbol }: Order): Promise<void> {
  const price = (await deps.market.latestPrices([symbol])).get(symbol)?.price;
  const buy = price === undefined ? undefined : unfillableBuy(price);
  if (buy === undefined) return;
  const claim = { clientOrderId, symbol, side: 'BUY', notional: null, ...buy } as const;
  await deps.broker.submitOrder(batch.accountId, claim, { leaveWithinMs: SUBMIT_WINDOW_MS });
}

/** True for an order with which an id was taken: ours are market orders. */
export function isClaim(found: BrokerOrder): boolean {
  return found.type === 'limit' && found.side === 'BUY';
}
