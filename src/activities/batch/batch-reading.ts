// Whatever a step is told about was stored first. So if a row is missing, the database lost it, and no retry brings it back.

import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';
import type { Portfolio } from '../../domain/portfolio';
import type { BatchRef, OrderRef } from '../../domain/steps';
import { rowLost } from '../../ledger/ledger';
import type { Deps } from '../deps';

export async function readBatch(deps: Deps, { batchId }: Pick<BatchRef, 'batchId'>): Promise<Batch> {
  const batch = await deps.ledger.findBatch(batchId);
  if (batch === undefined) throw rowLost(`batch ${batchId}`);
  return batch;
}

/** Returns the portfolio of a batch, with the policy that the batch was planned with. */
export async function readPortfolio(deps: Deps, batch: Batch): Promise<Portfolio> {
  const portfolio = await deps.ledger.findPortfolio(batch.portfolioId);
  if (portfolio === undefined) throw rowLost(`portfolio ${batch.portfolioId}`);
  return withPolicyOf(deps, portfolio, batch);
}

/**
 * A later change of the policy applies to the next batch. Otherwise this one would end under limits other than those it was
 * checked against.
 */
export async function withPolicyOf(
  { ledger }: Pick<Deps, 'ledger'>,
  portfolio: Portfolio,
  { policyVersion }: Batch,
): Promise<Portfolio> {
  if (policyVersion === null || policyVersion === portfolio.policyVersion) return portfolio;
  const then = (await ledger.listPolicies(portfolio.id)).find(({ version }) => version === policyVersion);
  if (then === undefined) throw rowLost(`version ${policyVersion} of the policy of ${portfolio.id}`);
  return { ...portfolio, policy: then.policy };
}

/** Returns the batch and one attempt (not a reversal) at a symbol: the named one, or the first. */
export async function readOrder(deps: Deps, ref: OrderRef): Promise<{ batch: Batch; order: Order }> {
  const batch = await readBatch(deps, ref);
  const { symbol, attempt = 1 } = ref;
  const order = batch.orders.find((one) => one.kind === 'order' && one.symbol === symbol && one.attempt === attempt);
  if (order === undefined) throw rowLost(`attempt ${attempt} at ${symbol} of batch ${batch.id}`);
  return { batch, order };
}

/** Returns an order or a reversal as the ledger has it now, and its batch. */
export async function readByClientOrderId(
  deps: Deps,
  { batchId, clientOrderId }: Pick<Order, 'batchId' | 'clientOrderId'>,
): Promise<{ batch: Batch; order: Order }> {
  const batch = await readBatch(deps, { batchId });
  const order = batch.orders.find((one) => one.clientOrderId === clientOrderId);
  if (order === undefined) throw rowLost(`order ${clientOrderId}`);
  return { batch, order };
}
