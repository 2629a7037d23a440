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

/** Returns the portfolio of a batch, with the policy that the batch was planned with. */
export async function readPortfolio(deps: Deps, batch: Batch): Promise<Portfolio> {
  const portfolio = await deps.ledger.findPortfolio(batch.portfolioId);
  invariant(portfolio !== undefined, 'a batch belongs to a portfolio');
  return withPolicyOf(deps, portfolio, batch);
}

/** A policy that changed since is for the next batch: this one would otherwise end by other limits than it was checked against. */
export async function withPolicyOf(
  { ledger }: Pick<Deps, 'ledger'>,
  portfolio: Portfolio,
  { policyVersion }: Batch,
): Promise<Portfolio> {
  if (policyVersion === null || policyVersion === portfolio.policyVersion) return portfolio;
  const then = (await ledger.listPolicies(portfolio.id)).find(({ version }) => version === policyVersion);
  invariant(then !== undefined, 'every policy that a batch was planned with is kept');
  return { ...portfolio, policy: then.policy };
}

/** Returns the batch and one attempt (not a reversal) at a symbol: the first, or the one that is named. */
export async function readOrder(deps: Deps, ref: OrderRef): Promise<{ batch: Batch; order: Order }> {
  const batch = await readBatch(deps, ref);
  const { symbol, attempt = 1 } = ref;
  const order = batch.orders.find((one) => one.kind === 'order' && one.symbol === symbol && one.attempt === attempt);
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
