// What becomes of a batch in which something failed, decided on what simulated broker and ledger show.

import { clientOrderId } from '../../src/domain/ids';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { WeighFailureInput } from '../../src/domain/steps';
import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

const GIVE_UP_AT = '2027-03-02T15:10:00.000Z';
const PRICES = { META: '400.00', AAPL: '190.00' };
const WASH_TRADE = { code: 40310000, message: 'potential wash trade detected' };
let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(async () => {
  await hand.simulator.clearFaults();
  await hand.simulator.setPrices(PRICES);
});

/** One of META (a sell) and AAPL (a buy) is refused with this answer, and the other fills. */
async function failed(policy: Partial<Policy> = {}, refused = 'AAPL', answer = WASH_TRADE) {
  const batch = await openBatch(hand, { portfolio: { policy: { ...DEFAULT_POLICY, ...policy } } });
  const { steps, ref, accountId } = batch;
  await hand.simulator.changeAccount(accountId, { cash: '5000.00' });
  await hand.simulator.addFault({
    match: { accountId, symbol: refused, operation: 'submit' },
    effect: { kind: 'refuse', status: 403, ...answer },
  });
  const other = refused === 'AAPL' ? 'META' : 'AAPL';
  expect(await steps.placeOrder({ ...ref, symbol: other })).toMatchObject({ state: 'SUCCESS' });
  expect(await steps.placeOrder({ ...ref, symbol: refused })).toMatchObject({ state: 'ERROR' });
  const weigh = (some: Partial<WeighFailureInput> = {}) =>
    steps.weighFailure({
      ...{ batchId: ref.batchId, epoch: 1, giveUpAt: GIVE_UP_AT, mayComplete: true },
      cause: { code: 'OTHER', message: 'no' },
      ...some,
    });
  const reverse = (decidedBy?: string) =>
    steps.reverseOrder({
      ...{ batchId: ref.batchId, epoch: 1, symbol: other, attempt: 1, giveUpAt: GIVE_UP_AT },
      ...(decidedBy !== undefined && { decidedBy }),
    });
  return { ...batch, weigh, reverse };
}

test('beyond the limits nothing is reversed before a person has decided it, when it is weighed and when it is sent', async () => {
  const { weigh, reverse } = await failed();
  expect(await weigh()).toEqual({ choice: 'rollback' });
  await hand.simulator.setPrices({ META: '440.00' });
  const message = expect.stringContaining('META moved 10.') as string;
  expect(await weigh()).toMatchObject({ choice: 'hold', cause: { code: 'HELD', message } });
  expect(await reverse()).toMatchObject({ kind: 'held', code: 'HELD', message });
  expect(await weigh({ decidedBy: 'ann' })).toEqual({ choice: 'rollback' });
  expect(await reverse('ann')).toEqual({ kind: 'reversed' });
});

test('of shares that became more or fewer since, nobody may decide to trade the old number', async () => {
  const { weigh, reverse, steps, ref, ledger, clock } = await failed();
  const readGuards = ledger.readGuards.bind(ledger);
  const split = (symbol: string, since: string) =>
    jest.spyOn(ledger, 'readGuards').mockImplementation(async (...about) => {
      const guards = await readGuards(...about);
      const action = { symbol, since, priceBefore: '400.00', low: '10', high: '10' };
      return { ...guards, knownPrices: new Map([[symbol, { price: '400.00', lately: null, action }]]) };
    });
  const planned = (await ledger.findBatch(ref.batchId))?.marketTime ?? '';
  const after = (ms: number) => new Date(Date.parse(planned) + ms).toISOString();
  const until = new Date(clock.nowMs + 600_000).toISOString();
  const complete = () => steps.planRetries({ batchId: ref.batchId, epoch: 1, until, decidedBy: 'ann' });
  // META was sold, and AAPL fell short.
  split('META', after(1_000));
  const message = expect.stringContaining('adopt-positions') as string;
  expect(await weigh({ decidedBy: 'ann', undoes: true })).toMatchObject({
    choice: 'hold',
    cause: { code: 'HELD', message },
  });
  expect(await reverse('ann')).toMatchObject({ kind: 'held', code: 'HELD', message });
  split('AAPL', after(1_000));
  expect(await complete()).toMatchObject({ orders: [], refusal: { code: 'CORPORATE_ACTION', message } });
  // What happened before the batch was planned is in its quantities.
  split('AAPL', after(-60_000));
  expect((await complete()).orders).toHaveLength(1);
});

test('nor while only the broker knows of it: the books of a batch that is open are not compared', async () => {
  const { weigh, reverse, steps, ref, clock } = await failed();
  const until = new Date(clock.nowMs + 600_000).toISOString();
  const complete = () => steps.planRetries({ batchId: ref.batchId, epoch: 1, until, decidedBy: 'ann' });
  const message = expect.stringContaining('adopt-positions') as string;
  await hand.simulator.split({ symbol: 'META', oldShares: '10', newShares: '1' });
  expect(await weigh({ decidedBy: 'ann', undoes: true })).toMatchObject({ choice: 'hold', cause: { message } });
  expect(await reverse('ann')).toMatchObject({ kind: 'held', code: 'HELD', message });
  expect((await complete()).orders).toHaveLength(1);
});

test.each([
  ['by itself', {}],
  ['by a person', { decidedBy: 'ann' }],
])('what fell short is tried again %s with no money that is set aside or leaving', async (_who, decided) => {
  const { steps, ref, ledger, clock, portfolioId, by, accountId } = await failed({ onFailure: 'complete' });
  const until = new Date(clock.nowMs + 600_000).toISOString();
  // About $7,000 are there after the sell.
  const withdrawal = { id: 'w1', amount: '6000.00', reason: 'a house', until: null, most: '10000.00' };
  await ledger.requestWithdrawal(portfolioId, withdrawal, by);
  const again = { batchId: ref.batchId, epoch: 1, until, ...decided };
  const { orders } = await steps.planRetries(again);
  expect(orders).toMatchObject([{ symbol: 'AAPL', side: 'BUY' }]);
  const usd = Number(orders[0]?.quantity) * 190;
  expect(usd).toBeGreaterThan(900);
  expect(usd).toBeLessThan(1_100);
  // The rest is asked for once more when this attempt has ended, and by then all of the money is on its way out.
  await ledger.recordOrder(
    clientOrderId(ref.batchId, 'AAPL', 'order', 2),
    { event: 'FAILED', errorCode: 'CANCELED' },
    by,
  );
  await hand.simulator.changeAccount(accountId, { leaving: '7100.00' });
  expect((await steps.planRetries(again)).orders).toEqual([]);
});

test('what fell short is completed as long as it may be, and is kept when that is safe', async () => {
  const { weigh } = await failed({ onFailure: 'complete' });
  expect(await weigh()).toMatchObject({ choice: 'complete' });
  expect(await weigh({ mayComplete: false })).toMatchObject({ choice: 'adjust' });
  // Its run was stopped.
  expect(await weigh({ stopped: true })).toEqual({ choice: 'rollback' });
});

test('an order whose refusal would be the same is not retried', async () => {
  const { weigh } = await failed({ onFailure: 'complete' }, 'AAPL', {
    code: 40310000,
    message: 'asset "AAPL" is not fractionable',
  });
  expect(await weigh()).toMatchObject({ choice: 'adjust' });
});

test('nothing is kept if cash would be negative', async () => {
  const { weigh } = await failed({ onFailure: 'complete' }, 'META');
  expect(await weigh({ mayComplete: false })).toEqual({ choice: 'rollback' });
});

test('a policy that holds sends nothing more', async () => {
  const { weigh } = await failed({ onFailure: 'hold' });
  expect(await weigh()).toMatchObject({ choice: 'hold', cause: { code: 'HELD' } });
});

test('while trading is halted it is held, unless the person who halted it asked for the rollback', async () => {
  const { weigh, ledger, by } = await failed();
  await ledger.setTrading({ position: 'halted', reason: 'odd prices' }, by);
  expect(await weigh()).toMatchObject({ choice: 'hold', cause: { code: 'HELD' } });
  await ledger.setTrading({ position: 'halted', reason: 'odd prices', undo: true }, by);
  expect(await weigh()).toEqual({ choice: 'rollback' });
});

test('a market that cannot be read is asked again until its time is over, and then the batch is held', async () => {
  const { weigh, clock } = await failed();
  await hand.simulator.addFault({ match: { operation: 'read' }, effect: { kind: 'status', status: 503 }, times: 500 });
  await expect(weigh()).rejects.toThrow();
  clock.nowMs = Date.parse(GIVE_UP_AT);
  expect(clock.nowMs).toBeGreaterThan(START);
  expect(await weigh()).toMatchObject({ choice: 'hold', cause: { code: 'HELD' } });
  expect(await weigh({ decidedBy: 'ann' })).toEqual({ choice: 'rollback' });
});
