import { accountHash } from '../../src/activities/stale/account-hash';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, type StepsAtHand, startSteps } from '../support/steps';

// What a batch is for what goes on with it: the next run, or a person.

const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';
const SUBMIT_WINDOW_MS = 5_000;

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

/** Its sell of META filled, its buy was never sent. */
async function halfDone(): Promise<OpenedBatch> {
  const batch = await openBatch(hand);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
  return batch;
}

const nextRun = ({ steps, portfolioId }: OpenedBatch) =>
  steps.prepareBatch({ portfolioId, batchId: '00000000-0000-4000-8000-000000000000', settleOnly: false });

async function submits({ accountId }: OpenedBatch): Promise<(string | undefined)[]> {
  const journal = await hand.simulator.journal();
  return journal
    .filter((entry) => entry.kind === 'submit' && entry.accountId === accountId)
    .map(({ clientOrderId }) => clientOrderId);
}

test('the next run waits until nothing older can send, and not at all once every outcome is definite', async () => {
  const batch = await halfDone();
  expect(await nextRun(batch)).toMatchObject({ kind: 'leftover', waitMs: SUBMIT_WINDOW_MS, batch: { epoch: 2 } });
  await batch.steps.reconcileOrder({ ...batch.ref, symbol: 'AAPL', giveUpAt: GIVE_UP_AT });
  expect(await nextRun(batch)).toMatchObject({ kind: 'leftover', waitMs: 0, batch: { epoch: 3 } });
});

test('steps that began before a person took the batch over send neither orders nor reversals', async () => {
  const batch = await halfDone();
  const { steps, portfolioId, ref } = batch;
  const cause = { code: 'OUTCOME_UNKNOWN', message: 'nobody knows' } as const;
  await steps.markStale({ portfolioId, reason: cause.code, cause });
  const sentBefore = await submits(batch);
  const taken = await steps.takeOverStale({ portfolioId });
  expect(taken).toMatchObject({ waitMs: SUBMIT_WINDOW_MS, batch: { epoch: 2 } });
  expect(await steps.placeOrder({ ...ref, symbol: 'AAPL' })).toMatchObject({ state: 'PENDING' });
  const late = steps.reverseOrder({ ...ref, attempt: 1, giveUpAt: GIVE_UP_AT });
  await expect(late).rejects.toMatchObject({ code: 'OVERTAKEN' });
  expect(await submits(batch)).toEqual(sentBefore);
  const own = { ...ref, epoch: 2, attempt: 1, giveUpAt: GIVE_UP_AT };
  expect(await steps.reverseOrder(own)).toEqual({ kind: 'reversed' });
});

test('a batch that another run has taken over is not closed by the one before', async () => {
  const batch = await halfDone();
  await batch.steps.reconcileOrder({ ...batch.ref, symbol: 'AAPL', giveUpAt: GIVE_UP_AT });
  await nextRun(batch);
  const late = batch.steps.closeBatch({ ...batch.ref, state: 'ROLLED_BACK', cause: null });
  await expect(late).rejects.toMatchObject({ code: 'OVERTAKEN' });
});

test('two attempts at one order send it once, and both know how it ended', async () => {
  const batch = await openBatch(hand);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  const ended = { symbol: 'META', state: 'SUCCESS' };
  const attempts = [batch.steps.placeOrder(batch.ref), batch.steps.placeOrder(batch.ref)];
  expect(await Promise.all(attempts)).toMatchObject([ended, ended]);
  expect(await submits(batch)).toEqual([batch.order.clientOrderId]);
});

test('a reversal whose answer is lost is found, and counts and trades once', async () => {
  const batch = await halfDone();
  const { accountId, steps, ref } = batch;
  const before = (await submits(batch)).length;
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', kind: 'reversal' },
    effect: { kind: 'lose-answer' },
  });
  expect(await steps.reverseOrder({ ...ref, attempt: 1, giveUpAt: GIVE_UP_AT })).toEqual({ kind: 'reversed' });
  expect((await submits(batch)).slice(before)).toEqual([`ab-${ref.batchId}-META-r-1`]);
});

test('a person adopts no positions while an order that is not ours could still change them', async () => {
  const batch = await openBatch(hand);
  const { portfolioId, accountId, ledger, steps, ref, by } = batch;
  for (const symbol of ['META', 'AAPL']) await steps.reconcileOrder({ ...ref, symbol, giveUpAt: GIVE_UP_AT });
  await ledger.closeBatch(closing({ batchId: ref.batchId, state: 'ROLLED_BACK' }), by);
  await ledger.markStale(portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, by);
  const foreign = { clientOrderId: `by-hand-${ref.batchId}`, symbol: 'META', side: 'BUY', quantity: '0.1' } as const;
  await hand.broker.submitOrder(
    accountId,
    { ...foreign, notional: null, limitPrice: '100.00' },
    { leaveWithinMs: 5_000 },
  );
  const evidence = accountHash(await hand.broker.account(accountId));
  const decision = { portfolioId, action: 'adopt-positions', actor: 'anna', note: 'looked', evidence } as const;
  expect(await steps.adoptPositions({ ...decision, askUntil: GIVE_UP_AT })).toMatchObject({
    status: 'STALE',
    reason: 'FOREIGN_OPEN_ORDERS',
    message: expect.stringContaining(foreign.clientOrderId) as string,
  });
  expect((await ledger.findPortfolio(portfolioId))?.status).toBe('STALE');
});
