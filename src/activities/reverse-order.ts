import { REJECTIONS, type RejectionCode } from '../broker/broker';
import { isDefinite } from '../domain/order';
import type { OrderRef, OrderResult, ReversalResult } from '../domain/steps';
import { readByClientOrderId } from './batch-reading';
import type { Deps } from './deps';
import { by, driveOrder } from './order-driver';
import { reconcile } from './reconcile-order';

const REVERSAL_DEADLINE_MS = 60_000;

type ReversalRef = OrderRef & { attempt: number; giveUpAt: string };

/**
 * Reverses what one order filled and is not reversed yet, until nothing is left or the broker refuses. A lost answer
 * re-asks the same id.
 */
export function createReverseOrder(deps: Deps) {
  return async (ref: ReversalRef): Promise<ReversalResult> => {
    for (;;) {
      const planned = await deps.ledger.planReversal(ref.batchId, ref.epoch, ref.symbol, by(deps));
      if (planned === undefined) return { kind: 'reversed' };
      const { state, code, message } = await reverse(deps, ref, planned.clientOrderId);
      // What had to be bought with a surplus is sold down next.
      if (state === 'SUCCESS') continue;
      if (!isDefinite(state))
        return { kind: 'unknown', message: `the broker never said what became of ${planned.clientOrderId}` };
      return { kind: 'refused', code: code ?? 'OTHER', message: message ?? '', permanent: isPermanent(code) };
    }
  };
}

async function reverse(deps: Deps, ref: ReversalRef, clientOrderId: string): Promise<OrderResult> {
  const { batch, order } = await readByClientOrderId(deps, { batchId: ref.batchId, clientOrderId });
  // A reversal does not age: whatever the price, the shares have to come back.
  const driven = await driveOrder(deps, {
    batch,
    order,
    epoch: ref.epoch,
    sendUntil: ref.giveUpAt,
    deadlineMs: REVERSAL_DEADLINE_MS,
  });
  const sent = { ...order, state: driven.state, sentAt: order.sentAt ?? deps.now() };
  return isDefinite(driven.state) ? driven : reconcile(deps, batch, sent, ref.giveUpAt);
}

function isPermanent(code: string | null): boolean {
  return (
    code === 'ID_COLLISION' || (code !== null && code in REJECTIONS && REJECTIONS[code as RejectionCode].permanent)
  );
}
