import { randomUUID } from 'node:crypto';
import type { CauseCode } from '../../src/domain/causes';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { newBatch } from '../support/portfolios';
import { openBatch, type StepsAtHand, startSteps } from '../support/steps';

const HOUR = 3_600_000;
const GIVE_UP_AT = '2027-03-02T15:10:00.000Z';

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

/** Rolls back batch after batch of one portfolio; returns its cool-downs in hours and its status after each. */
async function rollBacks(times: number, policy: Partial<Policy>, apartMs = 0) {
  const { steps, ledger, clock, portfolioId, ref, by } = await openBatch(hand, {
    portfolio: { policy: { ...DEFAULT_POLICY, ...policy } },
  });
  const ends: [number, string][] = [];
  for (let batchId = ref.batchId; ; ) {
    for (const symbol of ['META', 'AAPL'])
      await steps.reconcileOrder({ batchId, epoch: 1, symbol, giveUpAt: GIVE_UP_AT });
    const cause = { code: 'OTHER', message: 'no' } as const;
    const { paused } = await steps.closeBatch({ batchId, epoch: 1, state: 'ROLLED_BACK', cause });
    const { coolUntil, status, version } = (await ledger.findPortfolio(portfolioId)) ?? {};
    ends.push([(Date.parse(coolUntil ?? '') - clock.nowMs) / HOUR, paused ?? status ?? '']);
    if (ends.length === times) return ends;
    clock.nowMs += apartMs;
    batchId = randomUUID();
    await ledger.openBatch(newBatch({ id: batchId, portfolioId, expectedVersion: version ?? 0 }), by);
  }
}

test('a rollback cools down for 15 minutes, the next one in a row twice as long, and the third pauses', async () => {
  expect(await rollBacks(3, {})).toEqual([
    [0.25, 'ACTIVE'],
    [0.5, 'ACTIVE'],
    [1, '3 rollbacks in a row'],
  ]);
});

test('no cool-down is longer than a day', async () => {
  expect(await rollBacks(2, { cooldownAfterRollbackMs: 20 * HOUR })).toEqual([
    [20, 'ACTIVE'],
    [24, 'ACTIVE'],
  ]);
});

test.each([
  [7 * 24 * HOUR, [0.25, 0.5, 1]],
  [7 * 24 * HOUR + 2 * HOUR, [0.25, 0.25, 0.25]],
])('rollbacks that are %s ms apart are a row only within a week', async (apartMs, cooldowns) => {
  const ends = await rollBacks(3, {}, apartMs);
  expect(ends.map(([hours]) => hours)).toEqual(cooldowns);
});

test('a plan that came too late neither resets the count of rollbacks nor counts as one', async () => {
  const { steps, ledger, clock, portfolioId, ref, by } = await openBatch(hand);
  const close = async (batchId: string, code: CauseCode) => {
    for (const symbol of ['META', 'AAPL'])
      await steps.reconcileOrder({ batchId, epoch: 1, symbol, giveUpAt: GIVE_UP_AT });
    await steps.closeBatch({ batchId, epoch: 1, state: 'ROLLED_BACK', cause: { code, message: 'no' } });
    const after = await ledger.findPortfolio(portfolioId);
    return { version: after?.version ?? 0, coolUntil: after?.coolUntil, rollbacksInARow: after?.rollbacksInARow };
  };
  const first = await close(ref.batchId, 'OTHER');
  clock.nowMs += HOUR;
  const batchId = randomUUID();
  await ledger.openBatch(newBatch({ id: batchId, portfolioId, expectedVersion: first.version }), by);
  expect(await close(batchId, 'PLAN_EXPIRED')).toMatchObject({ coolUntil: first.coolUntil, rollbacksInARow: 1 });
});

test('a batch that filled rests for the trading days of its policy', async () => {
  const { steps, ledger, portfolioId, ref } = await openBatch(hand, {
    portfolio: { policy: { ...DEFAULT_POLICY, cooldownAfterSuccessTradingDays: 5 } },
  });
  for (const symbol of ['META', 'AAPL']) await steps.placeOrder({ ...ref, symbol });
  await steps.closeBatch({ batchId: ref.batchId, epoch: 1, state: 'SUCCESS', cause: null });
  // From a Monday to the next one, which is in summer time.
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ coolUntil: '2026-03-09T04:00:00.000Z' });
});
