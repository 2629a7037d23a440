import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { newBatch } from './portfolios';
import type { TestSystem } from './system';

/** Sells 5 META in a batch of which the broker knows nothing, so many hours ago, and has the portfolio held. Returns the order's id. */
export async function unknownOrder(system: TestSystem, id: string, hoursAgo = 2): Promise<string> {
  const { ledger, client, temporal } = system;
  const by = { name: 'rebalance', at: new Date(Date.now() - hoursAgo * 3_600_000).toISOString() };
  const { version = 1 } = (await ledger.findPortfolio(id)) ?? {};
  const orders = [{ symbol: 'META', side: 'SELL', quantity: '5', notional: null } as const];
  const times = { pricedAt: by.at, marketTime: by.at };
  const batch = newBatch({ portfolioId: id, expectedVersion: version, orders, ...times });
  const opened = await ledger.openBatch(batch, by);
  if (!opened.ok) throw new Error(`a batch opens, not ${opened.refusal}`);
  const clientOrderId = `ab-${batch.id}-META-o-1`;
  await ledger.markSent(clientOrderId, 1, null, by);
  await ledger.recordOrder(clientOrderId, { event: 'UNANSWERED', errorCode: 'OUTCOME_UNKNOWN' }, by);
  const cause = {
    code: 'OUTCOME_UNKNOWN',
    message: 'the broker never said what became of META',
    symbol: 'META',
  } as const;
  await ledger.markStale(id, { reason: cause.code, cause, fills: [] }, by);
  await client.ensureRunning({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs });
  const hold = temporal.workflow.getHandle(rebalanceWorkflowId(id));
  await until(async () => (await hold.describe()).type === 'stalePortfolio', 60_000);
  await until(async () => (await client.status(id))?.batchId === batch.id, 60_000);
  return clientOrderId;
}
