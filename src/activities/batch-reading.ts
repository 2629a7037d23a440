import type { Batch } from '../domain/batch';
import { invariant } from '../domain/invariant';
import type { Order } from '../domain/order';
import type { Portfolio } from '../domain/portfolio';
import type { BatchRef, OrderRef } from '../domain/steps';
import type { Deps } from './deps';

export async function readBatch(deps: Deps, { batchId }: Pick<BatchRef, 'batchId'>): Promise<Batch> {
  const batch = await deps.ledger.findBatch(batchId);
  invariant(batch !== undefined, 'a step only names a batch whose intent is in the ledger');
  return batch;
}

export async function readPortfolio(deps: Deps, { portfolioId }: Batch): Promise<Portfolio> {
  const portfolio = await deps.ledger.findPortfolio(portfolioId);
  invariant(portfolio !== undefined, 'a batch belongs to a portfolio');
  return portfolio;
}

/** Returns the batch and its order (not the reversals) of one symbol. */
export async function readOrder(deps: Deps, ref: OrderRef): Promise<{ batch: Batch; order: Order }> {
  const batch = await readBatch(deps, ref);
  const order = batch.orders.find((one) => one.kind === 'order' && one.symbol === ref.symbol);
  invariant(order !== undefined, 'a step only names an order of its batch');
  return { batch, order };
}

/** Returns an order or a reversal as the ledger has it now, and its batch. */
export async function readByClientOrderId(
  deps: Deps,
  { batchId, clientOrderId }: Pick<Order, 'batchId' | 'clientOrderId'>,
): Promise<{ batch: Batch; order: Order }> {
  const batch = await readBatch(deps, { batchId });
  const order = batch.orders.find((one) => one.clientOrderId === clientOrderId);
  invariant(order !== undefined, 'an order, or a reversal once planned, stays in its batch');
  return { batch, order };
}
