import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// What a broker calls an end and is none, and what it calls filled and is not whole.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

const GIVE_UP_AT = new Date(START + 60 * 60_000).toISOString();

const opened = async (orders?: Parameters<typeof openBatch>[1]) => {
  const batch = await openBatch(hand, orders);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 10));
  return batch;
};

test('an order in dollars that is reported filled but spent only part of them fell short, and its fill is reversed', async () => {
  const batch = await opened({
    portfolio: { cash: '5000.00' },
    batch: {
      orders: [
        { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
        { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '2210.00' },
      ],
    },
  });
  const { steps, ref, accountId } = batch;
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', symbol: 'AAPL' },
    effect: { kind: 'partial-fill', fraction: '0.37', afterwards: 'filled' },
  });
  const before = await hand.broker.account(accountId);
  const placed = await steps.placeOrder({ ...ref, symbol: 'AAPL' });
  expect(placed).toMatchObject({ state: 'ERROR', code: 'FILLED_SHORT' });
  expect(await steps.reverseOrder({ ...ref, symbol: 'AAPL', attempt: 1, giveUpAt: GIVE_UP_AT })).toEqual({
    kind: 'reversed',
  });
  expect((await hand.broker.account(accountId)).positions).toEqual(before.positions);
});

test('an order that is over for the day is cancelled before it counts as ended', async () => {
  const { steps, ref, accountId } = await opened();
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', symbol: 'META' },
    effect: { kind: 'partial-fill', fraction: '0.2', afterwards: 'done-for-day' },
  });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN', code: 'DEADLINE' });
  expect(await steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT })).toMatchObject({
    state: 'ERROR',
    code: 'CANCELED',
    filledQuantity: '1',
  });
  expect((await hand.broker.account(accountId)).openOrders).toEqual([]);
});

test('an order that somebody replaces at the broker is found, and what filled counts', async () => {
  const { steps, ref, accountId, ledger, portfolioId } = await opened();
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', symbol: 'META' },
    effect: { kind: 'replace', ms: 50 },
  });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
  await steps.placeOrder({ ...ref, symbol: 'AAPL' });
  await steps.closeBatch({ ...ref, state: 'SUCCESS', cause: null });
  const { cash, positions } = await hand.broker.account(accountId);
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ cash, holdings: positions });
});

test('a replaced order that is cancelled is cancelled where it went on', async () => {
  const { steps, ref, accountId } = await opened();
  await hand.simulator.setSettings({ fillDelayMs: 60_000 });
  try {
    await hand.simulator.addFault({
      match: { accountId, operation: 'submit', symbol: 'META' },
      effect: { kind: 'replace', ms: 10 },
    });
    expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN' });
    expect(await steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT })).toMatchObject({
      state: 'ERROR',
      filledQuantity: '0',
    });
    expect((await hand.broker.account(accountId)).openOrders).toEqual([]);
  } finally {
    await hand.simulator.setSettings({ fillDelayMs: 20 });
  }
});
