import { randomUUID } from 'node:crypto';
import { accountHash } from '../../src/activities/stale/account-hash';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// Cash that nothing explains is booked while it is little, and held for a person when it is not.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

/** It is worth about $95,700 and has $250.00, and nothing of it is open. What differs is believed at once. */
async function atRest(driftThreshold = '500.0000'): Promise<OpenedBatch> {
  const policy = { ...DEFAULT_POLICY, driftThreshold, lockTtlMs: 19_000 };
  const batch = await openBatch(hand, { portfolio: { policy } });
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  return batch;
}

const look = ({ steps, portfolioId }: OpenedBatch) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false, differed: 0 });
const rowOf = ({ ledger, portfolioId }: OpenedBatch) => ledger.findPortfolio(portfolioId);
const has = ({ accountId }: OpenedBatch, change: Parameters<StepsAtHand['simulator']['changeAccount']>[1]) =>
  hand.simulator.changeAccount(accountId, change);

test.each(['3250.00', '0.00'])('cash that becomes %s is booked as external', async (cash) => {
  const batch = await atRest();
  await has(batch, { cash });
  expect((await look(batch)).kind).not.toBe('stale');
  expect(await rowOf(batch)).toMatchObject({ cash });
});

test('cash that nothing explains is not booked and holds the portfolio, until a person adopts it', async () => {
  const batch = await atRest();
  await has(batch, { cash: '90250.00' });
  expect(await look(batch)).toMatchObject({
    kind: 'stale',
    reason: 'CASH_DIFFERS',
    message: expect.stringContaining('nothing explains $90000.00') as string,
  });
  expect(await rowOf(batch)).toMatchObject({ cash: '250.00' });
  const { portfolioId, ledger, steps, by } = batch;
  await ledger.markStale(portfolioId, { reason: 'CASH_DIFFERS', cause: null, fills: [] }, by);
  const evidence = accountHash(await hand.broker.account(batch.accountId));
  const resolve = { portfolioId, evidence, actor: 'anna', note: 'a wire', askUntil: new Date(START).toISOString() };
  expect(await steps.releaseAgreed({ portfolioId })).toMatchObject({ status: 'STALE' });
  expect(await steps.endStale({ ...resolve, action: 'release' })).toMatchObject({ reason: 'CASH_DIFFERS' });
  expect(await steps.adoptPositions({ ...resolve, action: 'adopt-positions' })).toMatchObject({ status: 'ACTIVE' });
  expect(await rowOf(batch)).toMatchObject({ cash: '90250.00', status: 'ACTIVE' });
});

test('a hold for cash ends by itself when the cash is what it was', async () => {
  const batch = await atRest();
  const { portfolioId, ledger, steps, by } = batch;
  await ledger.markStale(portfolioId, { reason: 'CASH_DIFFERS', cause: null, fills: [] }, by);
  expect(await steps.releaseAgreed({ portfolioId })).toMatchObject({ status: 'ACTIVE' });
});

test('a transfer that was announced is booked when it arrives, however large', async () => {
  const batch = await atRest();
  await has(batch, { arriving: '90000.00' });
  await look(batch);
  await has(batch, { cash: '90250.00', arriving: '0.00' });
  expect((await look(batch)).kind).not.toBe('stale');
  expect(await rowOf(batch)).toMatchObject({ cash: '90250.00' });
});

test('a pending withdrawal is not spent and not part of the value, and its departure raises no question', async () => {
  const batch = await atRest('1.0000');
  await has(batch, { cash: '4000.00', leaving: '3900.00', fees: '50.00' });
  const planned = await look(batch);
  if (planned.kind !== 'trade') throw new Error(`it is ${planned.kind}`);
  const opened = await batch.ledger.findBatch(planned.batch.batchId);
  const prices = await hand.simulator.prices();
  const usd = (side: 'BUY' | 'SELL') =>
    (opened?.orders ?? [])
      .filter((order) => order.side === side)
      .reduce(
        (sum, { symbol, quantity, notional }) => sum + +(notional ?? +(quantity ?? 0) * +(prices[symbol] ?? 0)),
        0,
      );
  expect(usd('BUY')).toBeLessThanOrEqual(usd('SELL') + 50);
  for (const { symbol } of opened?.orders ?? [])
    await batch.steps.reconcileOrder({
      batchId: planned.batch.batchId,
      epoch: 1,
      symbol,
      giveUpAt: new Date(START + 600_000).toISOString(),
    });
  await batch.ledger.closeBatch(closing({ batchId: planned.batch.batchId, state: 'ROLLED_BACK' }), batch.by);
  await has(batch, { cash: '50.00', leaving: '0.00', fees: '0.00' });
  expect((await look(batch)).kind).not.toBe('stale');
  expect(await rowOf(batch)).toMatchObject({ cash: '50.00' });
});
