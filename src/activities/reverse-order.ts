import { REJECTIONS, type RejectionCode } from '../broker/broker';
import { invariant } from '../domain/invariant';
import { isDefinite } from '../domain/order';
import type { OrderRef, ReversalResult } from '../domain/steps';
import { readBatch } from './batch-reading';
import type { Deps } from './deps';
import { by, driveOrder } from './order-driver';
import { reconcile } from './reconcile-order';

const REVERSAL_DEADLINE_MS = 60_000;

/** Makes one attempt to reverse what one order filled and is not reversed yet. A lost answer re-asks the same id. */
export function createReverseOrder(deps: Deps) {
  return async (ref: OrderRef & { attempt: number; giveUpAt: string }): Promise<ReversalResult> => {
    const planned = await deps.ledger.planReversal(ref.batchId, ref.epoch, ref.symbol, by(deps));
    if (planned === undefined) return { kind: 'reversed' };
    const batch = await readBatch(deps, ref);
    const order = batch.orders.find((one) => one.clientOrderId === planned.clientOrderId);
    invariant(order !== undefined, 'a planned reversal is an order of its batch');
    // A reversal does not age: whatever the price, the shares have to come back.
    const driven = await driveOrder(deps, {
      batch,
      order,
      epoch: ref.epoch,
      sendUntil: ref.giveUpAt,
      deadlineMs: REVERSAL_DEADLINE_MS,
    });
    const result = isDefinite(driven.state)
      ? driven
      : await reconcile(
          deps,
          batch,
          { ...order, state: driven.state, sentAt: order.sentAt ?? deps.now() },
          ref.giveUpAt,
        );
    // Called off before it was sent (the worker stops): no refusal, and the next attempt is the step's own retry.
    if (result.code === 'STOPPED') deps.current().signal.throwIfAborted();
    if (result.state === 'SUCCESS') return { kind: 'reversed' };
    if (!isDefinite(result.state))
      return { kind: 'unknown', message: `the broker never said what became of ${planned.clientOrderId}` };
    const code = result.code ?? 'OTHER';
    return {
      kind: 'refused',
      code,
      message: result.message ?? '',
      permanent: code === 'ID_COLLISION' || (code in REJECTIONS && REJECTIONS[code as RejectionCode].permanent),
    };
  };
}
