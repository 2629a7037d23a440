import { BrokerFault } from '../broker/broker';
import type { Batch } from '../domain/batch';
import { isDefinite, type Order } from '../domain/order';
import type { OrderRef, OrderResult } from '../domain/steps';
import { readOrder } from './batch-reading';
import type { Deps } from './deps';
import { isOurs, lookUp, record, recordCollision, recordEnd, resultOf } from './order-driver';

const ASK_FIRST_MS = 500;
const ASK_MAX_MS = 60_000;

/** Cancels what is still open and asks until the outcome is definite; UNKNOWN at `giveUpAt`. */
export function createReconcileOrder(deps: Deps) {
  return async (ref: OrderRef & { giveUpAt: string }): Promise<OrderResult> => {
    const { batch, order } = await readOrder(deps, ref);
    return reconcile(deps, batch, order, ref.giveUpAt);
  };
}

export async function reconcile(deps: Deps, batch: Batch, order: Order, giveUpAt: string): Promise<OrderResult> {
  if (isDefinite(order.state)) return resultOf(order);
  // FAILED closes the row: a late activity that wakes up finds it not PENDING and may not send.
  if (order.sentAt === null)
    return record(deps, order, { event: 'FAILED', errorCode: 'NOT_SENT', errorMessage: 'it was never sent' });
  for (let wait = ASK_FIRST_MS; ; wait = Math.min(wait * 2, ASK_MAX_MS)) {
    const seen = await lookUp(deps, { batch, order });
    if (seen !== undefined && !isOurs(order, seen)) return recordCollision(deps, order, seen);
    if (seen !== undefined && seen.state !== 'open') return recordEnd(deps, order, seen);
    if (seen !== undefined) await cancel(deps, batch, seen.brokerOrderId);
    if (Date.parse(deps.now()) >= Date.parse(giveUpAt)) return giveUp(deps, order);
    // No wait is left once it is called off: it would ask as fast as it can. Whoever has taken over asks again.
    deps.current().signal.throwIfAborted();
    await sleepAlive(deps, wait);
  }
}

/** A cancel that failed is asked again with the next look. */
async function cancel(deps: Deps, batch: Batch, brokerOrderId: string): Promise<void> {
  try {
    await deps.broker.cancelOrder(batch.accountId, brokerOrderId);
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
  }
}

function giveUp(deps: Deps, order: Order): Promise<OrderResult> {
  return record(deps, order, {
    event: 'UNANSWERED',
    errorCode: 'OUTCOME_UNKNOWN',
    errorMessage: 'the broker never said what became of it',
  });
}

const HEARTBEAT_MS = 4_000;

/** Waits without being taken for dead. */
async function sleepAlive(deps: Deps, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    deps.current().heartbeat();
    await deps.sleep(Math.min(left, HEARTBEAT_MS), deps.current().signal);
  }
}
