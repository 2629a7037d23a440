// What the end of a rollback does to its portfolio beyond its books: whom it calls, and when it pauses.

import { DEFAULT_POLICY } from '../../src/domain/policy';
import { type OpenedBatch, openBatch, type StepsAtHand, startSteps } from '../support/steps';

const GIVE_UP_AT = '2027-03-02T15:10:00.000Z';
let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(async () => {
  await hand.simulator.clearFaults();
  await hand.simulator.setPrices({ META: '400.00' });
});

/** META is sold, AAPL is refused with this answer, and META is bought back after its price has moved. */
async function rolledBack(batch: OpenedBatch, answer: { status: number; message: string }, price = '400.00') {
  const { steps, ref, accountId } = batch;
  await hand.simulator.addFault({
    match: { accountId, symbol: 'AAPL', operation: 'submit' },
    effect: { kind: 'refuse', code: answer.status === 403 ? 40310000 : 42210000, ...answer },
  });
  expect(await steps.placeOrder({ ...ref, symbol: 'META' })).toMatchObject({ state: 'SUCCESS' });
  expect(await steps.placeOrder({ ...ref, symbol: 'AAPL' })).toMatchObject({ state: 'ERROR' });
  await hand.simulator.setPrices({ META: price });
  const reversal = { batchId: ref.batchId, epoch: 1, symbol: 'META', attempt: 1, giveUpAt: GIVE_UP_AT };
  expect(await steps.reverseOrder(reversal)).toEqual({ kind: 'reversed' });
  const cause = { code: 'OTHER', message: 'no' } as const;
  return steps.closeBatch({ ...ref, state: 'ROLLED_BACK', cause });
}

const WASH_TRADE = { status: 403, message: 'potential wash trade detected' };

test.each([
  ['is not fractionable', { status: 403, message: 'asset "AAPL" is not fractionable' }, 'NOT_FRACTIONABLE'],
  ['the owner suspended', { status: 403, message: 'new orders are rejected by user request' }, 'ACCOUNT_BLOCKED'],
])('a refusal that will be the same tomorrow pauses at the first rollback: %s', async (_what, answer, code) => {
  const batch = await openBatch(hand);
  const { paused } = await rolledBack(batch, answer);
  expect(paused).toMatch(new RegExp(`^the broker refuses AAPL, and will again: ${code} `));
  expect(await batch.ledger.findPortfolio(batch.portfolioId)).toMatchObject({
    status: 'PAUSED',
    statusReason: paused,
    rollbacksInARow: 1,
  });
});

test.each([
  ['a wash trade', WASH_TRADE],
  ['a symbol that is not traded today', { status: 422, message: 'asset "AAPL" is not tradable' }],
])('one that may be another tomorrow does not: %s', async (_what, answer) => {
  const batch = await openBatch(hand);
  expect((await rolledBack(batch, answer)).paused).toBeNull();
  expect(await batch.ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'ACTIVE' });
});

test('a rollback whose residual is above its limit calls a person, and one below it does not', async () => {
  // 5 META come back at $40 more each: $200 and the spread, of a portfolio that is worth about $99,000.
  const limits = { ...DEFAULT_POLICY.rollbackLimits, priceMovePercent: '50.0000' };
  const policyOf = (percent: string) => ({ ...DEFAULT_POLICY, rollbackLimits: limits, residualAlertPercent: percent });
  const { alarm, residual } = await rolledBack(
    await openBatch(hand, { portfolio: { cash: '1000.00', policy: policyOf('0.2000') } }),
    WASH_TRADE,
    '440.00',
  );
  expect(residual).toMatch(/^-20\d\.\d\d$/);
  expect(alarm).toBe(`its residual of $${residual} is above policy "residualAlertPercent" (0.2000 % of the value)`);
  await hand.simulator.setPrices({ META: '400.00' });
  const quiet = await openBatch(hand, { portfolio: { cash: '1000.00', policy: policyOf('0.2500') } });
  expect(await rolledBack(quiet, WASH_TRADE, '440.00')).toMatchObject({ residual, alarm: null });
});

test('what is asked for when the market opens is held while it is frozen or halted, unless the stop asks for it', async () => {
  const batch = await openBatch(hand);
  const { steps, ref, ledger, portfolioId, by } = batch;
  await steps.placeOrder({ ...ref, symbol: 'META' });
  const undo = (decidedBy?: string) =>
    steps.weighFailure({
      ...{ batchId: ref.batchId, epoch: 1, giveUpAt: GIVE_UP_AT, mayComplete: false, undoes: true },
      cause: { code: 'RESOLVED', message: 'the market is open again' },
      ...(decidedBy !== undefined && { decidedBy }),
    });
  expect(await undo()).toEqual({ choice: 'rollback' });
  await ledger.setTrading({ position: 'halted', reason: 'odd prices' }, by);
  expect(await undo()).toMatchObject({ choice: 'hold', cause: { code: 'HELD' } });
  await ledger.setTrading({ position: 'active', reason: 'over' }, by);
  await ledger.freeze(portfolioId, { actor: 'anna', reason: 'complaint' }, by);
  expect(await undo()).toMatchObject({ choice: 'hold', cause: { code: 'FROZEN' } });
  expect(await undo('anna')).toEqual({ choice: 'rollback' });
  await ledger.freeze(portfolioId, { actor: 'anna', reason: 'undo it', undo: true }, by);
  expect(await undo()).toEqual({ choice: 'rollback' });
});
