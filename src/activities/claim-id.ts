// An order that was sent and that the broker does not show may still be on its way. A broker takes an id once, so we take it
// ourselves, with an order that cannot fill: from then on the lost one can only be refused.

import type { Batch } from '../domain/batch';
import type { Order } from '../domain/order';
import { unfillable } from '../domain/plan';
import type { Deps } from './deps';
import { SUBMIT_WINDOW_MS } from './order-driver';

/** How long after its last send an order may be missing at the broker before its id is taken: longer than look-ups lag. */
const MISSING_MS = 30_000;

export function isLost(deps: Deps, { sentAt }: Order): boolean {
  return sentAt !== null && Date.parse(deps.now()) - Date.parse(sentAt) >= MISSING_MS;
}

/** Takes the id, if the broker lets us, on the side that was meant: what it needs is there. The next look-up shows what the id is. */
export async function claimId(deps: Deps, batch: Batch, { clientOrderId, symbol, side }: Order): Promise<void> {
  const price = (await deps.market.latestPrices([symbol])).get(symbol)?.price;
  const resting = price === undefined ? undefined : unfillable(side, price);
  if (resting === undefined) return;
  const claim = { clientOrderId, symbol, side, notional: null, ...resting } as const;
  await deps.broker.submitOrder(batch.accountId, claim, { leaveWithinMs: SUBMIT_WINDOW_MS });
}
