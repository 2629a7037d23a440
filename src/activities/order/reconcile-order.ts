import { BrokerFault, type BrokerOrder } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { isDefinite, type Order } from '../../domain/order';
import type { OrderRef, OrderResult } from '../../domain/steps';
import { isBefore, msBetween } from '../../domain/time';
import { readByClientOrderId, readOrder } from '../batch/batch-reading';
import type { Deps } from '../deps';
import { askBroker } from './ask-broker';
import { isClaim, isOurs, record, recordCollision, recordEnd, resultOf } from './broker-order';
import { claimId, isLost, MISSING_MS } from './claim-id';
import type { Answer } from './memory';
import { createPause, type Pause } from './pause';

const ASK_FIRST_MS = 500;
const ASK_AGAIN_MS = 2_000;
const ASK_MAX_MS = 60_000;
/** "No such order" is asked about more often, because once the order counts as lost, its id can be taken. */
const ASK_MISSING_MAX_MS = 10_000;
/** Each claim without a result, from the second on, makes the wait longer by this much. */
const AFTER_CLAIM_MS = 10_000;
/**
 * Later the wait is this share of the time since the batch was priced, because each claim costs three requests and three audit
 * rows, possibly for days.
 */
const LOST_SHARE = 1 / 60;
const ASK_LOST_MAX_MS = 15 * 60_000;

/** Cancels what is still open and asks until the outcome is definite; UNKNOWN, or still PENDING when it was never sent, at `giveUpAt`. */
export function createReconcileOrder(deps: Deps) {
  return async (ref: OrderRef & { giveUpAt: string }): Promise<OrderResult> => {
    const { batch, order } = await readOrder(deps, ref);
    return reconcile(deps, batch, order, ref.giveUpAt);
  };
}

export async function reconcile(deps: Deps, batch: Batch, given: Order, giveUpAt: string): Promise<OrderResult> {
  if (isDefinite(given.state)) return resultOf(given);
  const watch = deps.news.watch(given.clientOrderId);
  try {
    return await askUntilDefinite(deps, batch, given, giveUpAt, createPause(deps, watch));
  } finally {
    watch.close();
  }
}

async function askUntilDefinite(
  deps: Deps,
  batch: Batch,
  given: Order,
  giveUpAt: string,
  pause: Pause,
): Promise<OrderResult> {
  let order = given;
  let quickMs = Number.POSITIVE_INFINITY;
  let { answer: known, claims } = recalled(deps);
  for (;;) {
    const seen = await ask(deps, batch, order);
    // What our claim or cancel has just changed will change again soon.
    const changed = seen.kind !== 'no-answer' && seen.kind !== known;
    quickMs = changed ? ASK_FIRST_MS : quickMs * 2;
    if (changed) known = seen.kind;
    if (seen.kind === 'ended') return seen.record();
    if (seen.kind === 'open') await cancel(deps, batch, seen.brokerOrderId);
    if (seen.kind === 'missing' && order.sentAt === null) {
      const closed = await recordNeverSent(deps, order);
      if (isDefinite(closed.state)) return closed;
      // An activity that woke up late has sent it since it was read.
      order = { ...order, sentAt: deps.now() };
    }
    if (!isBefore(deps.now(), giveUpAt)) return giveUp(deps, order);
    // Not in the last round: the claim would stay open, and nobody would cancel it.
    if (seen.kind === 'missing' && isLost(deps, order)) {
      // An older placement attempt may have sent it again since, or have found that it was never sent.
      const now = await readByClientOrderId(deps, order);
      if (isDefinite(now.order.state)) return resultOf(now.order);
      if (isLost(deps, now.order)) {
        claims += 1;
        await claimId(deps, now.batch, now.order);
      }
    }
    // A cancelled step no longer waits, so it would ask as fast as it can. The run that has taken over asks again.
    deps.current().signal.throwIfAborted();
    const waitMs = Math.min(quickMs, patienceMs(deps, batch, order, seen, claims), msBetween(deps.now(), giveUpAt));
    await pause.forNews(Math.max(waitMs, ASK_FIRST_MS), `what became of ${order.symbol}: ${seen.kind}`, {
      kind: 'asked',
      answer: known,
      claims,
    });
  }
}

/** What the previous attempt knew. */
function recalled(deps: Deps): { answer: Answer | null; claims: number } {
  const memory = deps.current().remembered();
  return memory?.kind === 'asked' ? memory : { answer: null, claims: 0 };
}

/** The older the order is, the less often the broker is asked, but a look-up comes right at the moment when it counts as lost. */
function patienceMs(deps: Deps, { pricedAt }: Batch, order: Order, seen: Seen, claims: number): number {
  const age = msBetween(order.sentAt ?? pricedAt, deps.now());
  if (seen.kind !== 'missing') return Math.min(Math.max(age / 2, ASK_AGAIN_MS), ASK_MAX_MS);
  if (claims > 1) {
    const lostMs = msBetween(pricedAt, deps.now());
    return Math.min(Math.max(Math.min(claims * AFTER_CLAIM_MS, ASK_MAX_MS), lostMs * LOST_SHARE), ASK_LOST_MAX_MS);
  }
  const untilLost = age < MISSING_MS ? MISSING_MS - age : ASK_MAX_MS;
  return Math.min(Math.max(age / 2, ASK_AGAIN_MS), ASK_MISSING_MAX_MS, untilLost);
}

/** FAILED closes the row: an activity that wakes up late finds it no longer PENDING and may not send. */
function recordNeverSent(deps: Deps, order: Order): Promise<OrderResult> {
  const errorMessage = 'it was never sent, and the broker does not know it';
  return record(deps, order, { event: 'FAILED', ofSend: null, errorCode: 'NOT_SENT', errorMessage });
}

type Seen =
  | { kind: 'ended'; record: () => Promise<OrderResult> }
  | { kind: 'open'; brokerOrderId: string }
  /** The broker says that it knows no such order, which proves nothing while the order may be on its way. */
  | { kind: 'missing' }
  | { kind: 'no-answer' };

async function ask(deps: Deps, batch: Batch, order: Order): Promise<Seen> {
  const seen = await askBroker(deps, batch, order);
  if (seen.kind !== 'found') return seen;
  const { order: found } = seen;
  if (!isOurs(order, found) && !isClaim(found))
    return { kind: 'ended', record: () => recordCollision(deps, order, found) };
  if (found.state === 'open') return { kind: 'open', brokerOrderId: found.brokerOrderId };
  if (isOurs(order, found)) return { kind: 'ended', record: () => recordEnd(deps, order, found) };
  return { kind: 'ended', record: () => recordNeverArrived(deps, order, found) };
}

function recordNeverArrived(deps: Deps, order: Order, claim: BrokerOrder): Promise<OrderResult> {
  if (claim.filledQuantity !== '0') return recordCollision(deps, order, claim);
  return record(deps, order, {
    event: 'FAILED',
    submittedAt: claim.submittedAt,
    errorCode: 'NEVER_ARRIVED',
    errorMessage: 'the broker never got it, and its id is taken now',
  });
}

/** A cancel that failed is repeated after the next look-up. */
async function cancel(deps: Deps, batch: Batch, brokerOrderId: string): Promise<void> {
  try {
    await deps.broker.cancelOrder(batch.accountId, brokerOrderId);
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
  }
}

/** If the broker refused the claim, its words are the reason that a person reads. */
async function giveUp(deps: Deps, order: Order): Promise<OrderResult> {
  const { order: now } = await readByClientOrderId(deps, order);
  return record(deps, order, {
    event: 'UNANSWERED',
    errorCode: 'OUTCOME_UNKNOWN',
    errorMessage:
      now.errorCode === 'CLAIM_REFUSED' && now.errorMessage !== null
        ? now.errorMessage
        : 'the broker never said what became of it',
  });
}
