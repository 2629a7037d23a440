// An order that was sent but that the broker does not show may still be on its way. A broker accepts an id only once, so we use
// up the id with an order that cannot fill. From then on the lost order can only be refused.

import type { Batch } from '../../domain/batch';
import { claimsFor } from '../../domain/claim';
import type { Order } from '../../domain/order';
import { msBetween } from '../../domain/time';
import type { Deps } from '../deps';
import { record } from './broker-order';
import { openSubmitWindow, sendMark } from './submit-window';

/** How long an order may be missing at the broker after its last send before its id is taken. Look-ups lag by less than this. */
export const MISSING_MS = 30_000;

type Sent = Order & { sentAt: string };

export function isLost(deps: Deps, order: Order): order is Sent {
  return order.sentAt !== null && msBetween(order.sentAt, deps.now()) >= MISSING_MS;
}

/**
 * Takes the id if the broker allows it, on the side of the lost order, for which the means are there. The next look-up shows
 * whose order the id belongs to. Each claim is in the ledger before it is sent. Otherwise a sender that wakes up late would
 * record the order as unsent, and its batch would end before the claim does. A refused claim creates no order, so the next one
 * may use the same id; what the broker said is kept for a person.
 */
export async function claimId(deps: Deps, { accountId, epoch }: Batch, order: Sent): Promise<void> {
  const { clientOrderId, symbol, side } = order;
  const price = (await deps.market.latestPrices([symbol])).get(symbol)?.price;
  if (price === undefined) return;
  let { sentAt } = order;
  for (const claim of claimsFor(side, price)) {
    const windowLeftMs = openSubmitWindow(deps);
    const mark = sendMark(deps, sentAt);
    const marked = await deps.ledger.markClaimed(clientOrderId, epoch, sentAt, mark);
    // O1 of the order driver: a claim that slept here would leave an order that nobody cancels any more.
    const leaveWithinMs = windowLeftMs();
    if (marked !== 'may-send' || leaveWithinMs <= 0) return;
    sentAt = mark.at;
    const answer = await deps.broker.submitOrder(
      accountId,
      { clientOrderId, symbol, side, notional: null, ...claim },
      { leaveWithinMs },
    );
    if (answer.kind !== 'rejected') return;
    await record(deps, order, {
      event: 'UNANSWERED',
      errorCode: 'CLAIM_REFUSED',
      errorMessage: `the broker never showed it, and refused to let its id be taken (${claim.quantity} at ${claim.limitPrice}): ${answer.code} ${answer.message}`,
    });
  }
}
