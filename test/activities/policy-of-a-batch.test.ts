import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY, type Policy, ROLLBACK_BUDGET_MS } from '../../src/domain/policy';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// A batch ends by the policy that it was planned with, and a change in between does not count.

let hand: StepsAtHand;
beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

async function change({ ledger, portfolioId, by }: OpenedBatch, policy: Partial<Policy>): Promise<void> {
  const answer = await ledger.setPolicy(
    portfolioId,
    { policy: { ...DEFAULT_POLICY, ...policy }, ifVersion: null, reason: 'a test' },
    by,
  );
  expect(answer).toMatchObject({ ok: true });
}

test('a plan lives as long as it was to live when it was made', async () => {
  const batch = await openBatch(hand);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  await change(batch, { planTtlMs: 1_000 });
  batch.clock.nowMs += 30_000;
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
});

test('a run that takes a batch over undoes it by the limits of its plan', async () => {
  const batch = await openBatch(hand);
  const { steps, portfolioId } = batch;
  await change(batch, { reversalRetries: 9, reversalDelayMs: 1_000, lockTtlMs: 60_000 });
  const { reversalRetries, reversalDelayMs, lockTtlMs } = DEFAULT_POLICY;
  const taken = await steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false });
  const giveUpAt = new Date(START + lockTtlMs + ROLLBACK_BUDGET_MS).toISOString();
  expect(taken).toMatchObject({ kind: 'leftover', batch: { reversalRetries, reversalDelayMs, giveUpAt } });
});

test('a person who undoes a STALE batch does so by the limits of its plan', async () => {
  const batch = await openBatch(hand);
  const { steps, ledger, portfolioId, by } = batch;
  await ledger.markStale(portfolioId, { reason: 'REVERSAL_EXHAUSTED', cause: null, fills: [] }, by);
  await change(batch, { reversalRetries: 9 });
  const { reversalRetries } = DEFAULT_POLICY;
  expect(await steps.takeOverStale({ portfolioId })).toMatchObject({ batch: { reversalRetries } });
});

test('the cool-down after a batch is the one of its plan', async () => {
  const batch = await openBatch(hand);
  const { steps, ledger, ref, portfolioId } = batch;
  for (const symbol of ['META', 'AAPL'])
    await steps.reconcileOrder({ ...ref, symbol, giveUpAt: new Date(START + 60_000).toISOString() });
  await change(batch, { cooldownAfterRollbackMs: 0 });
  const cause = { code: 'OTHER', message: 'a test' } as const;
  await steps.closeBatch({ batchId: ref.batchId, epoch: 1, state: 'ROLLED_BACK', cause });
  const { coolUntil } = (await ledger.findPortfolio(portfolioId)) ?? {};
  expect(Date.parse(coolUntil ?? '')).toBeGreaterThanOrEqual(START + DEFAULT_POLICY.cooldownAfterRollbackMs);
});
