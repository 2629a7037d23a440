// The audit rows as witnesses: I9, I12 and the fence of epochs.

import { type BatchState, batchMayBecome } from '../domain/batch';
import { nextOrderState, type OrderState } from '../domain/order';
import type { Check, Violation } from './records';

/** I9: every batch was audited as opened and as what it is now, every send and every booked fill has its row. */
export const auditIsWhole: Check = ({ batches, audit, fills }) => {
  const rows = new Set(audit.map(({ event, batchId }) => `${event} ${batchId}`));
  const sent = new Set(audit.filter(({ event }) => SENT.test(event)).map(({ detail }) => detail.clientOrderId));
  const booked = new Set(
    audit.flatMap(({ detail }) => (Array.isArray(detail.fills) ? (detail.fills as unknown[]) : [])),
  );
  const violations: Violation[] = [];
  const missing = (what: string) => violations.push({ invariant: 'I9', message: `no audit row: ${what}` });
  for (const { id, state, orders } of batches) {
    if (!rows.has(`BATCH_OPENED ${id}`)) missing(`batch ${id} was opened`);
    if (state !== 'PENDING' && !rows.has(`BATCH_${state} ${id}`)) missing(`batch ${id} became ${state}`);
    for (const { clientOrderId, sentAt } of orders)
      if (sentAt !== null && !sent.has(clientOrderId)) missing(`${clientOrderId} was sent`);
  }
  for (const { executionId } of fills) if (!booked.has(executionId)) missing(`fill ${executionId} was booked`);
  if (audit.some(({ actor, at }) => actor === '' || Number.isNaN(Date.parse(at))))
    missing('who did it, and when, of every change');
  return violations;
};

/** I12: orders and batches made only the transitions of their tables, and the last audit row of each names its state. */
export const transitionsAreLegal: Check = ({ batches, audit }) => {
  const violations: Violation[] = [];
  const orders = new Map<unknown, OrderState>();
  const ends = new Map<string | null, BatchState>();
  for (const { event, detail, batchId } of audit) {
    const orderState = ORDER_ROW.exec(event)?.[1] as OrderState | undefined;
    if (orderState !== undefined) {
      const from = orders.get(detail.clientOrderId) ?? 'PENDING';
      if (!EVENTS.some((happened) => nextOrderState(from, happened) === orderState))
        violations.push({
          invariant: 'I12',
          message: `${String(detail.clientOrderId)} went from ${from} to ${orderState}`,
        });
      orders.set(detail.clientOrderId, orderState);
    }
    const batchState = BATCH_ROW.exec(event)?.[1] as BatchState | undefined;
    if (batchState === undefined) continue;
    const from = ends.get(batchId) ?? 'PENDING';
    if (!batchMayBecome(from, batchState))
      violations.push({ invariant: 'I12', message: `batch ${batchId} went from ${from} to ${batchState}` });
    ends.set(batchId, batchState);
  }
  for (const { clientOrderId, state } of batches.flatMap((batch) => batch.orders))
    if ((orders.get(clientOrderId) ?? 'PENDING') !== state)
      violations.push({ invariant: 'I12', message: `${clientOrderId} is ${state}, its last row says otherwise` });
  return violations;
};

/** I12: after a recovery raised the epoch, no step with an older one was allowed to send. */
export const epochsFence: Check = ({ audit }) => {
  const epochs = new Map<string | null, number>();
  return audit.flatMap(({ event, batchId, detail }): Violation[] => {
    const epoch = detail.epoch as number;
    if (event === 'EPOCH_RAISED') epochs.set(batchId, epoch);
    if (!MARK.test(event) || epoch === (epochs.get(batchId) ?? 1)) return [];
    return [{ invariant: 'I12', message: `${String(detail.clientOrderId)} was sent under epoch ${epoch}` }];
  });
};

const SENT = /_(SENT|FOUND)$/;
const MARK = /_(SENT|CLAIMED)$/;
const ORDER_ROW = /^(?:ORDER|REVERSAL)_(SUCCESS|ERROR|UNKNOWN|ROLLED_BACK)$/;
const BATCH_ROW = /^BATCH_(SUCCESS|ADJUSTED|ROLLED_BACK|STALE|ADOPTED)$/;
const EVENTS = ['FILLED', 'FAILED', 'UNANSWERED', 'REVERSED'] as const;
