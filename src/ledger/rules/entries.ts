// The audit rows of batches and orders, with the same words in every ledger.

import { orderEvent } from '../../domain/audit-events';
import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';
import type { NewBatch } from '../ledger';
import type { AuditEntry } from './closing';

/** `rules` are what its plan was held to, and what of them it breaks; `proposal` is the one that it releases. */
export function openedEntry(batch: Batch, { rules, proposal }: Pick<NewBatch, 'rules' | 'proposal'>): AuditEntry {
  const { execution, policyVersion, driftBefore, driftPlanned, pricedAt, marketTime } = batch;
  const orders = batch.orders.map(orderDetail);
  const planned = { execution, policyVersion, driftBefore, driftPlanned, pricedAt, marketTime };
  const detail = {
    ...planned,
    ...(rules !== undefined && { rules }),
    ...(proposal !== undefined && { proposal }),
    orders,
  };
  return { event: 'BATCH_OPENED', batchId: batch.id, detail };
}

/** How a send is marked: as the order itself, or as a claim that takes its id. */
export type SendMark = 'SENT' | 'CLAIMED';

export function sentEntry(
  order: Order,
  as: SendMark,
  epoch: number,
  { first, isDecision }: { first: boolean; isDecision: boolean },
): AuditEntry {
  const detail = { clientOrderId: order.clientOrderId, epoch, first, ...(isDecision && { decision: true }) };
  return { event: orderEvent(order.kind, as), batchId: order.batchId, detail };
}

/**
 * What changed about an order. `…_NOTED` means that its state did not change; `…_FOUND` means that it had been sent without the
 * ledger knowing.
 */
export function newsEntries(before: Order, after: Order): AuditEntry[] {
  const { clientOrderId, brokerOrderId, filledQuantity, filledPrice, errorCode, errorMessage } = after;
  const detail = {
    clientOrderId,
    brokerOrderId,
    filledQuantity,
    filledPrice,
    ...(errorCode !== null && { errorCode }),
    ...(errorMessage !== null && { errorMessage }),
  };
  const what = after.state === before.state ? 'NOTED' : after.state;
  const news = { event: orderEvent(after.kind, what), batchId: after.batchId, detail };
  if (after.sentAt === before.sentAt) return [news];
  return [
    { event: orderEvent(after.kind, 'FOUND'), batchId: after.batchId, detail: { clientOrderId, sentAt: after.sentAt } },
    news,
  ];
}

export function rolledBackEntry(order: Order): AuditEntry {
  const { clientOrderId, filledQuantity } = order;
  return { event: 'ORDER_ROLLED_BACK', batchId: order.batchId, detail: { clientOrderId, filledQuantity } };
}

export function plannedEntry(order: Order): AuditEntry {
  return { event: orderEvent(order.kind, 'PLANNED'), batchId: order.batchId, detail: orderDetail(order) };
}

function orderDetail({ clientOrderId, side, symbol, quantity, notional }: Order): Record<string, unknown> {
  return { clientOrderId, side, symbol, quantity, notional };
}
