// Sends one order and follows it to its end, for orders and for reversals.
//
// O1. Intent and `sentAt` are in the ledger before the first byte leaves; the POST leaves right after or not at all.
// O2. After an answer that proves nothing the id is looked up before the same id is sent again.
// O3. A refusal ends an order only when every earlier send of its id has an answer. One without an answer may still arrive
//     and be accepted.
// O4. Only what the broker shows, or a definite refusal, ends an order; time alone leaves it UNKNOWN.
// O5. An attempt that ends because its worker stops says nothing about its order: it throws, and the next attempt goes on. If
//     it answered instead, a deploy would have the batch cancelled and reversed.
// O6. An order counts as unsent only when the broker does not know it either, because the ledger may have lost the record of
//     sending it.
// O7. A wait of more than a moment ends the attempt. It tells the next one what the broker said to the latest send: that the
//     order did not arrive, or how the order looked. An order that was accepted stays accepted, even if the broker stops showing
//     it.
// O8. An event from the broker only ends a wait; the look-up that follows decides. The event may come before the answer to
//     the POST, so an order is watched before it is sent.

import type { BrokerOrder, SubmitResult } from '../../broker/broker';
import type { OrderWatch } from '../../broker/order-news';
import type { Batch } from '../../domain/batch';
import type { OrderCause } from '../../domain/causes';
import { isDefinite, type Order } from '../../domain/order';
import type { OrderResult } from '../../domain/steps';
import { isBefore, LONG_AGO, msBetween } from '../../domain/time';
import type { Deps } from '../deps';
import { askBroker } from './ask-broker';
import { fillsOf, isClaim, isOurs, record, recordCollision, recordEnd, resultOf } from './broker-order';
import { confirmFill } from './confirm-fill';
import { ifAnswered } from './if-answered';
import type { Memory } from './memory';
import { createPause, type Pause } from './pause';
import { openSubmitWindow, sendMark } from './submit-window';

/** How long after a send without a definite answer its id is looked up. */
const LOOKUPS_AT_MS = [2_000, 12_000];
/** A send without any result is repeated after a tenth of the time since its batch was priced, up to this. */
const SEND_AGAIN_MAX_MS = 60_000;
const FUNDS_POLL_MS = 3_000;
const POLL_FIRST_MS = 250;
/** While the broker sends order events, an order is first looked up after this long, because its event may be lost. */
const UNTOLD_FIRST_MS = 2_000;
const POLL_MAX_MS = 5_000;

/** The order's place in the batch and how long it may take. */
export interface Drive {
  batch: Batch;
  order: Order;
  epoch: number;
  /** ISO time until which the id may be (re-)sent. */
  sendUntil: string;
  /** ISO time until which a refusal for lack of money is not final. */
  fundsUntil?: string;
  /** How long to wait for the end of an accepted order. */
  deadlineMs: number;
  /** Says why it may not be sent at this moment; called before each send. */
  obstacle?: () => Promise<string | undefined>;
  /** The person who decided to send it: it is sent in their name, and a freeze does not stop it. */
  decidedBy?: string;
}

/** Sends (or finds) the order and waits for its end; UNKNOWN when the end is not known in time. */
export async function driveOrder(deps: Deps, given: Drive): Promise<OrderResult> {
  const { order } = given;
  if (isDefinite(order.state)) return resultOf(order);
  // Before it is sent: O8.
  const watch = deps.news.watch(order.clientOrderId);
  try {
    return await drive(deps, { ...given, watch, pause: createPause(deps, watch) });
  } finally {
    watch.close();
  }
}

async function drive(deps: Deps, drive: Driving): Promise<OrderResult> {
  const { order } = drive;
  const sent = mayBeThere(deps, order) ? await resume(deps, drive) : await send(deps, drive);
  if (sent.kind === 'ended') return sent.result;
  if (sent.kind === 'unanswered')
    return record(deps, order, { event: 'UNANSWERED', errorCode: 'UNANSWERED', errorMessage: sent.reason });
  return follow(deps, drive, sent);
}

/** O7. Undefined when the attempt before this one left nothing, or when the order was sent again since. */
function recalled(deps: Deps, { sentAt }: Order): { seen: BrokerOrder | null } | undefined {
  const memory = deps.current().remembered();
  return memory?.kind === 'sent' && memory.sentAt === sentAt ? memory : undefined;
}

function mayBeThere(deps: Deps, order: Order): boolean {
  return order.sentAt !== null && recalled(deps, order)?.seen !== null;
}

function sentMemory(sentAt: string, seen: BrokerOrder | null): Memory {
  return { kind: 'sent', sentAt, seen };
}

type Driving = Drive & { watch: OrderWatch; pause: Pause };

type Sent =
  | { kind: 'found'; order: BrokerOrder; sentAt: string }
  | { kind: 'ended'; result: OrderResult }
  | { kind: 'unanswered'; reason: string };

/** An earlier attempt may have sent it. */
async function resume(deps: Deps, drive: Driving): Promise<Sent> {
  const sentAt = drive.order.sentAt ?? deps.now();
  const before = recalled(deps, drive.order)?.seen;
  const found = before ? ((await lookUp(deps, drive)) ?? before) : await lookUpPatiently(deps, drive, sentAt);
  if (found !== undefined) return adopt(deps, drive, found, sentAt);
  return mayStillSend(deps, drive)
    ? send(deps, drive)
    : unanswered('it may have been sent, and the broker does not show it');
}

/** What is known about the order's sends. */
interface Sending {
  /** When the latest one was recorded. */
  sentAt: string | null;
  /** One of them may have reached the broker. */
  mayHaveArrived: boolean;
}

/** Sends it until its outcome is definite or it may no longer be sent. */
async function send(deps: Deps, drive: Driving): Promise<Sent> {
  const sending: Sending = { sentAt: drive.order.sentAt, mayHaveArrived: mayBeThere(deps, drive.order) };
  for (;;) {
    const sent = (await keptBack(deps, drive, sending)) ?? (await sendOnce(deps, drive, sending));
    if (sent !== undefined) return sent;
  }
}

/** Returns how the order ends if it may not be sent now. */
async function keptBack(deps: Deps, drive: Driving, sending: Sending): Promise<Sent | undefined> {
  if (!mayStillSend(deps, drive)) {
    if (sending.mayHaveArrived) return unanswered('no definite answer while the plan was fresh');
    return neverSent(deps, drive, sending, isCalledOff(deps) ? 'STOPPED' : 'PLAN_EXPIRED', 'it was not sent');
  }
  const obstacle = await drive.obstacle?.();
  if (obstacle === undefined) return undefined;
  if (sending.mayHaveArrived) return unanswered(`no definite answer, and it is not sent again: ${obstacle}`);
  return neverSent(deps, drive, sending, 'BEYOND_LIMITS', obstacle);
}

/** O1. Returns undefined when it is to be sent again. */
async function sendOnce(deps: Deps, drive: Driving, sending: Sending): Promise<Sent | undefined> {
  const { order, batch } = drive;
  const windowLeftMs = openSubmitWindow(deps);
  const mark = sendMark(deps, sending.sentAt, drive.decidedBy);
  const isDecision = drive.decidedBy !== undefined;
  const marked = await deps.ledger.markSent(order.clientOrderId, drive.epoch, sending.sentAt, mark, isDecision);
  if (marked === 'overtaken') return overtaken(deps, drive);
  if (marked !== 'may-send') {
    const [code, why] = STOPS[marked];
    if (sending.mayHaveArrived) return unanswered(`no definite answer before ${why}`);
    return neverSent(deps, drive, sending, code, `it was not sent: ${why}`);
  }
  sending.sentAt = mark.at;
  const leaveWithinMs = windowLeftMs();
  if (leaveWithinMs <= 0) return undefined;
  const answer = await deps.broker.submitOrder(batch.accountId, order, { leaveWithinMs });
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'found', order: answer.order, sentAt: mark.at };
    case 'rejected':
      return refused(deps, drive, sending, answer);
    case 'deferred': {
      const waitMs = Math.max(answer.retryAfterMs, POLL_FIRST_MS);
      const notTaken = sending.mayHaveArrived ? undefined : sentMemory(mark.at, null);
      await drive.pause(waitMs, `${order.symbol} waits for its turn`, notTaken);
      return undefined;
    }
    case 'duplicate':
    case 'unknown': {
      sending.mayHaveArrived = true;
      // An id that is taken would be refused at once, over and over, so it is not sent again without a wait.
      const found = await lookUpPatiently(deps, drive, mark.at);
      return found && adopt(deps, drive, found, mark.at);
    }
  }
}

/** O3. Returns undefined when it is to be sent again. */
async function refused(
  deps: Deps,
  drive: Driving,
  sending: Sending,
  { code, message }: Extract<SubmitResult, { kind: 'rejected' }>,
): Promise<Sent | undefined> {
  const { sentAt, mayHaveArrived } = sending;
  if (mayHaveArrived) return unanswered(`an earlier send has no answer, and this one was refused: ${message}`);
  if (code !== 'INSUFFICIENT_FUNDS' || sentAt === null || !isBefore(deps.now(), drive.fundsUntil ?? LONG_AGO))
    return failed(deps, drive, sending, code, message);
  await drive.pause(FUNDS_POLL_MS, `${drive.order.symbol}: there is no money for it yet`, sentMemory(sentAt, null));
  return undefined;
}

/** O6 */
async function neverSent(
  deps: Deps,
  drive: Driving,
  sending: Sending,
  code: OrderCause,
  message: string,
): Promise<Sent> {
  const seen = await askBroker(deps, drive.batch, drive.order);
  if (seen.kind === 'found') return adopt(deps, drive, seen.order, sending.sentAt ?? deps.now());
  if (seen.kind === 'missing') return failed(deps, drive, sending, code, message);
  return unanswered('the broker has not said that it does not know it');
}

async function failed(
  deps: Deps,
  { order }: Driving,
  { sentAt }: Sending,
  errorCode: OrderCause,
  errorMessage: string,
): Promise<Sent> {
  const result = await record(deps, order, { event: 'FAILED', ofSend: sentAt, errorCode, errorMessage });
  return isDefinite(result.state) ? { kind: 'ended', result } : unanswered('another attempt has sent it meanwhile');
}

function unanswered(reason: string): Sent {
  return { kind: 'unanswered', reason };
}

/** Why the ledger lets nothing be sent: the code that the order ends with, and the reason. */
const STOPS = {
  halted: ['TRADING_HALTED', 'trading was halted'],
  frozen: ['FROZEN', 'the portfolio was frozen'],
  'batch-failed': ['NOT_SENT', 'another order of its batch failed'],
} as const;

/** Another attempt has sent it, or another run has taken over, so the ledger's present row decides. */
async function overtaken(deps: Deps, drive: Driving): Promise<Sent> {
  const batch = await deps.ledger.findBatch(drive.batch.id);
  const order = batch?.orders.find(({ clientOrderId }) => clientOrderId === drive.order.clientOrderId);
  if (batch?.epoch !== drive.epoch || order === undefined) return unanswered('another run has taken over this batch');
  return isDefinite(order.state) ? { kind: 'ended', result: resultOf(order) } : resume(deps, { ...drive, order });
}

/** Waits for the end of an order that the broker shows. */
async function follow(
  deps: Deps,
  drive: Driving,
  { order: first, sentAt }: Extract<Sent, { kind: 'found' }>,
): Promise<OrderResult> {
  const { deadlineMs, pause, watch } = drive;
  let seen = first;
  let toldMs: number | undefined;
  for (;;) {
    if (seen.state !== 'open') return recordEnd(deps, drive.order, seen);
    deps.current().heartbeat();
    const age = msBetween(sentAt, deps.now());
    if (isCalledOff(deps) || age >= deadlineMs)
      return record(deps, drive.order, {
        ...fillsOf(seen),
        event: 'UNANSWERED',
        errorCode: 'DEADLINE',
        errorMessage: `still ${seen.status}`,
      });
    // The older an order is, the less often it is looked up: most orders fill soon or not at all. What an event reports soon
    // shows in the look-up.
    const firstMs = deps.news.isLive() && toldMs === undefined ? UNTOLD_FIRST_MS : POLL_FIRST_MS;
    const waitMs = Math.min(Math.max(age / 2, firstMs), POLL_MAX_MS, deadlineMs - age);
    toldMs = await pause.forNews(waitMs, `${drive.order.symbol} is still ${seen.status}`, sentMemory(sentAt, seen));
    const filled = toldMs === undefined ? undefined : await confirmFill(deps, drive, seen, toldMs);
    seen = filled ?? (await lookUp(deps, drive)) ?? seen;
    watch.looked(seen.state !== 'open');
  }
}

/** Returns the broker's order. Undefined when the broker shows none or does not answer, which proves nothing. */
async function lookUp(deps: Deps, { batch, order }: Pick<Drive, 'batch' | 'order'>): Promise<BrokerOrder | undefined> {
  deps.current().heartbeat();
  return ifAnswered(deps.broker.findOrder(batch.accountId, order.clientOrderId), undefined);
}

/** Looks it up for a while, even if an earlier attempt sent it. */
async function lookUpPatiently(deps: Deps, drive: Driving, sentAt: string): Promise<BrokerOrder | undefined> {
  const batchAge = msBetween(drive.batch.pricedAt, sentAt);
  const looksAt = [...LOOKUPS_AT_MS, Math.min(batchAge / 10, SEND_AGAIN_MAX_MS)];
  for (;;) {
    const found = await lookUp(deps, drive);
    if (found !== undefined) return found;
    const age = msBetween(sentAt, deps.now());
    const nextAt = looksAt.find((at) => at > age);
    if (nextAt === undefined) return undefined;
    await drive.pause.forNews(nextAt - age, `the broker does not show ${drive.order.symbol} yet`);
  }
}

async function adopt(deps: Deps, { order }: Drive, found: BrokerOrder, sentAt: string): Promise<Sent> {
  if (isOurs(order, found)) return { kind: 'found', order: found, sentAt };
  if (isClaim(found)) return { kind: 'unanswered', reason: 'its id is taken, because it seemed lost' };
  return { kind: 'ended', result: await recordCollision(deps, order, found) };
}

function mayStillSend(deps: Deps, drive: Drive): boolean {
  return !isCalledOff(deps) && isBefore(deps.now(), drive.sendUntil);
}

/** O5: true when the run has cancelled the step; throws when only this attempt has to end. */
function isCalledOff(deps: Deps): boolean {
  const { signal, calledOff } = deps.current();
  if (calledOff()) return true;
  signal.throwIfAborted();
  return false;
}
