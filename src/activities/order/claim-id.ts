// An order that was sent and that the broker does not show may still be on its way. A broker takes an id once, so we take it
// ourselves, with an order that cannot fill: from then on the lost one can only be refused.

import type { Batch } from '../../domain/batch';
import { claimsFor } from '../../domain/claim';
import type { Order } from '../../domain/order';
import { msBetween } from '../../domain/time';
import type { Deps } from '../deps';
import { record } from './broker-order';
import { openSubmitWindow, sendMark } from './submit-window';

/** How long after its last send an order may be missing at the broker before its id is taken: longer than look-ups lag. */
export const MISSING_MS = 30_000;

type Sent = Order & { sentAt: string };

export function isLost(deps: Deps, order: Order): order is Sent {
  return order.sentAt !== null && msBetween(order.sentAt, deps.now()) >= MISSING_MS;
}

/**
 * Takes the id, if the broker lets us, on the side that was meant: what it needs is there. The next look-up shows what the id is. The
 * ledger knows of each claim before it leaves: a sender that wakes up late would call the order unsent, and its batch would end before
 * the claim has. A refused claim made no order, so the next one may use the same id; what the broker said is kept for a person.
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
    // O1 of the order driver: one that slept here would leave an order behind that nobody cancels any more.
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
