import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// What a run makes of a calendar that is due.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

/** Nothing of it is open, and no drift is above its threshold. */
async function atRest(): Promise<OpenedBatch> {
  const policy = { ...DEFAULT_POLICY, driftThreshold: '500.0000', lockTtlMs: 19_000 };
  const batch = await openBatch(hand, { portfolio: { policy } });
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  return batch;
}

const look = ({ steps, portfolioId }: OpenedBatch) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false, differed: 0 });
const rowOf = ({ ledger, portfolioId }: OpenedBatch) => ledger.findPortfolio(portfolioId);

test('a look that the calendar asked for is noted when there is nothing to trade, and is not made again', async () => {
  const batch = await atRest();
  const { portfolioId, ledger, by } = batch;
  // Every order is below the smallest one.
  const policy = { ...DEFAULT_POLICY, driftThreshold: '500.0000', calendar: 'monthly' as const, minOrder: '900000.00' };
  await ledger.setPolicy(portfolioId, { policy, reason: 'monthly', ifVersion: null }, by);
  expect(await rowOf(batch)).toMatchObject({ calendarDoneOn: null });
  expect((await look(batch)).kind).toBe('not-needed');
  expect(await rowOf(batch)).toMatchObject({ calendarDoneOn: expect.any(String) as string, refusal: null });
  const { version } = (await rowOf(batch)) ?? {};
  expect((await look(batch)).kind).toBe('not-needed');
  expect(await rowOf(batch)).toMatchObject({ version });
});

test('a calendar has a batch opened although nothing has drifted, and another one after it was rolled back', async () => {
  const batch = await atRest();
  const { portfolioId, ledger, by } = batch;
  const policy = {
    ...DEFAULT_POLICY,
    driftThreshold: '500.0000',
    calendar: 'monthly' as const,
    cashReserve: '20.0000',
  };
  await ledger.setPolicy(portfolioId, { policy, reason: 'monthly', ifVersion: null }, by);
  const prepared = await look(batch);
  expect(prepared.kind).toBe('trade');
  const opened = await ledger.findOpenBatch(portfolioId);
  for (const { clientOrderId } of opened?.orders ?? [])
    await ledger.recordOrder(clientOrderId, { event: 'FAILED', ofSend: null }, by);
  await ledger.closeBatch(closing({ batchId: opened?.id ?? '', state: 'ROLLED_BACK' }), by);
  // A batch that was rolled back is no look.
  expect(await rowOf(batch)).toMatchObject({ calendarDoneOn: null });
  expect((await look(batch)).kind).toBe('trade');
});
