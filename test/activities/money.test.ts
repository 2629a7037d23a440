import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// The second phase of a sells-first batch: the money that the sells brought, and the buys it pays for.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

const MONEY_UNTIL = new Date(START + 60_000).toISOString();

/** A cash account with $250.00 whose sell of META for about $2,000 filled; the buy of AAPL is planned with $1,900.00. */
async function sold(policy: Policy = DEFAULT_POLICY): Promise<OpenedBatch> {
  const batch = await openBatch(hand, {
    portfolio: { policy },
    batch: {
      execution: 'sells-first',
      orders: [
        { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
        { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '1900.00' },
      ],
    },
  });
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  return batch;
}

const lagging = ({ accountId }: OpenedBatch, lag: object) => hand.simulator.changeAccount(accountId, { lag });
const place = ({ steps, ref }: OpenedBatch, symbol: string) => steps.placeOrder({ ...ref, symbol });
const sizeBuys = ({ steps, ref }: OpenedBatch) => steps.sizeBuys({ ...ref, moneyUntil: MONEY_UNTIL });
const buyOf = async ({ ledger, ref }: OpenedBatch) =>
  (await ledger.findBatch(ref.batchId))?.orders.find(({ symbol }) => symbol === 'AAPL');

test.each([
  ['cash', { cashMs: 600_000 }],
  ['buying power', { buyingPowerMs: 600_000 }],
])('buys wait until %s shows what the sells brought, and then have their whole size', async (_what, lag) => {
  const batch = await sold();
  await lagging(batch, lag);
  expect(await place(batch, 'META')).toMatchObject({ state: 'SUCCESS' });
  await expect(sizeBuys(batch)).rejects.toMatchObject({ name: 'BrokerFault' });
  expect(await batch.ledger.findBatch(batch.ref.batchId)).toMatchObject({ buysSizedAt: null });
  await lagging(batch, {});
  await sizeBuys(batch);
  expect(await buyOf(batch)).toMatchObject({ notional: '1900.00' });
});

test('money that is set aside while the sells fill is left alone: the buys get what is left', async () => {
  const batch = await sold();
  await place(batch, 'META');
  const withdrawal = { id: 'w1', amount: '1250.00', reason: 'a house', until: null, most: '10000.00' };
  const { portfolioId = '' } = (await batch.ledger.findBatch(batch.ref.batchId)) ?? {};
  await batch.ledger.requestWithdrawal(portfolioId, withdrawal, { name: 'anna', at: new Date(START).toISOString() });
  await sizeBuys(batch);
  const notional = Number((await buyOf(batch))?.notional);
  // $250.00 and about $2,000 from the sells, less what is set aside.
  expect(notional).toBeGreaterThan(900);
  expect(notional).toBeLessThan(1100);
});

test('money that is set aside while the account is read is left alone too', async () => {
  const batch = await sold();
  await place(batch, 'META');
  const withdrawal = { id: 'w1', amount: '1250.00', reason: 'a house', until: null, most: '10000.00' };
  const { account } = hand.broker;
  hand.broker.account = async (id) => {
    const shown = await account(id);
    await batch.ledger.requestWithdrawal(batch.portfolioId, withdrawal, batch.by);
    return shown;
  };
  try {
    await sizeBuys(batch);
  } finally {
    hand.broker.account = account;
  }
  const notional = Number((await buyOf(batch))?.notional);
  expect(notional).toBeGreaterThan(900);
  expect(notional).toBeLessThan(1100);
});

test('if the money does not arrive in time, the buys fail: none is sent with less', async () => {
  const batch = await sold();
  await lagging(batch, { cashMs: 600_000 });
  await place(batch, 'META');
  await expect(sizeBuys(batch)).rejects.toMatchObject({ name: 'BrokerFault' });
  batch.clock.nowMs = START + 60_000;
  await sizeBuys(batch);
  expect(await place(batch, 'AAPL')).toMatchObject({ state: 'ERROR', code: 'PROCEEDS_MISSING' });
  expect((await hand.broker.listOrders(batch.accountId, new Date(0).toISOString())).length).toBe(1);
});

test('an account that cannot be read counts as money that does not arrive', async () => {
  const batch = await sold();
  await place(batch, 'META');
  await hand.simulator.addFault({
    match: { accountId: batch.accountId, operation: 'read' },
    effect: { kind: 'status', status: 503 },
    times: 100,
  });
  await expect(sizeBuys(batch)).rejects.toMatchObject({ name: 'BrokerFault' });
  batch.clock.nowMs = START + 60_000;
  await sizeBuys(batch);
  expect(await place(batch, 'AAPL')).toMatchObject({ state: 'ERROR', code: 'PROCEEDS_MISSING' });
});

test('buys that were sized keep their size, whatever the account shows later', async () => {
  const batch = await sold();
  await place(batch, 'META');
  await sizeBuys(batch);
  await lagging(batch, { cashMs: 600_000 });
  batch.clock.nowMs = START + 60_000;
  await sizeBuys(batch);
  expect(await buyOf(batch)).toMatchObject({ state: 'PENDING', notional: '1900.00' });
});

test('a buy of whole shares is sized in whole shares: fewer when the sells brought less than was planned', async () => {
  const batch = await openBatch(hand, {
    batch: {
      execution: 'sells-first',
      orders: [
        { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
        { symbol: 'AAPL', side: 'BUY', quantity: '12', notional: null },
      ],
    },
  });
  await hand.simulator.setAsset('AAPL', { fractionable: false });
  await place(batch, 'META');
  await sizeBuys(batch);
  const { quantity, notional } = (await buyOf(batch)) ?? {};
  expect([notional, quantity]).toEqual([null, '11']);
  expect(await place(batch, 'AAPL')).toMatchObject({ state: 'SUCCESS', filledQuantity: '11' });
  await hand.simulator.setAsset('AAPL', { fractionable: true });
});

const NO_FUNDS = { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' } as const;

test.each([
  ['for a moment is sent again', 2, { state: 'SUCCESS' }],
  ['lastingly is refused in the end', 1_000, { state: 'ERROR', code: 'INSUFFICIENT_FUNDS' }],
])('a buy for which the broker says there is no money %s', async (_what, times, end) => {
  const batch = await sold();
  const { accountId } = batch;
  await place(batch, 'META');
  await sizeBuys(batch);
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: NO_FUNDS, times });
  expect(await place(batch, 'AAPL')).toMatchObject(end);
  expect(batch.clock.nowMs).toBeLessThan(START + 45_000);
});

test('without sells before it, such a buy is refused at once', async () => {
  const batch = await openBatch(hand);
  const { accountId } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: NO_FUNDS });
  expect(await place(batch, 'AAPL')).toMatchObject({ state: 'ERROR', code: 'INSUFFICIENT_FUNDS' });
});

describe('an account that buys with settled cash only', () => {
  /** It has sold for about $2,000, which settles on the next trading day, and its buys have failed. */
  async function unsettled(policy: Partial<Policy> = {}): Promise<OpenedBatch> {
    const batch = await sold({ ...DEFAULT_POLICY, ...policy });
    await hand.simulator.changeAccount(batch.accountId, { restrictions: { settledCashOnly: true } });
    expect(await place(batch, 'META')).toMatchObject({ state: 'SUCCESS' });
    await expect(sizeBuys(batch)).rejects.toMatchObject({ name: 'BrokerFault' });
    batch.clock.nowMs = START + 60_000;
    await sizeBuys(batch);
    expect(await place(batch, 'AAPL')).toMatchObject({ state: 'ERROR', code: 'PROCEEDS_UNSETTLED' });
    return batch;
  }
  const weigh = ({ steps, ref }: OpenedBatch, stopped = false) =>
    steps.weighFailure({
      ...{ batchId: ref.batchId, epoch: 1, giveUpAt: MONEY_UNTIL, mayComplete: true },
      cause: { code: 'PROCEEDS_UNSETTLED', message: 'AAPL: not settled' },
      ...(stopped && { stopped }),
    });

  test.each(['rollback', 'complete'] as const)(
    'keeps what it sold, with the policy "%s" as well',
    async (onFailure) => {
      const batch = await unsettled({ onFailure });
      expect(await weigh(batch)).toMatchObject({ choice: 'adjust' });
    },
  );

  test('is held for a person where the policy says so, and rolled back by a stop', async () => {
    expect(await weigh(await unsettled({ onFailure: 'hold' }))).toMatchObject({ choice: 'hold' });
    expect(await weigh(await unsettled(), true)).toMatchObject({ choice: 'rollback' });
  });

  test('is not traded again before the money has settled, and then it buys with it', async () => {
    const batch = await unsettled();
    const { steps, ref, ledger, portfolioId, accountId, clock } = batch;
    const weighed = await weigh(batch);
    if (weighed.choice !== 'adjust') throw new Error(weighed.choice);
    const cause = { code: 'PROCEEDS_UNSETTLED', message: 'AAPL: not settled' } as const;
    await steps.closeBatch({
      ...{ batchId: ref.batchId, epoch: 1, state: 'ADJUSTED', cause, deviation: weighed.deviation },
    });
    const prepare = () => {
      clock.nowMs += DEFAULT_POLICY.cooldownAfterRollbackMs;
      return steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false });
    };
    expect(await prepare()).toMatchObject({ kind: 'refused', refusal: { code: 'CASH_UNSETTLED' } });
    expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'ACTIVE', rollbacksInARow: 0 });
    await hand.simulator.changeAccount(accountId, { restrictions: {} });
    const prepared = await prepare();
    expect(prepared).toMatchObject({ kind: 'trade' });
    expect(prepared.kind === 'trade' && prepared.batch.orders.some(({ side }) => side === 'BUY')).toBe(true);
  });
});
