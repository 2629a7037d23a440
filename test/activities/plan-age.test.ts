// How old a plan is says the market's clock: the process that sends is not the one that planned, and their clocks may differ.

import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

const SECOND = 1_000;
let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => marketGoesOn(0));

/** Sets the market's clock so much ahead of the real one. */
function marketGoesOn(ms: number): Promise<void> {
  return hand.simulator.setClock({ now: new Date(Date.now() + ms).toISOString() });
}

test('a plan that the market calls old is not sent, however young the clock of the one who sends calls it', async () => {
  const { steps, ref, order, ledger } = await openBatch(hand);
  await marketGoesOn(90 * SECOND);
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'ERROR', code: 'PLAN_EXPIRED' });
  expect((await ledger.findBatch(ref.batchId))?.orders.find((one) => one.symbol === order.symbol)?.sentAt).toBeNull();
});

test('a plan that the market calls young is sent, however old the clock of the one who sends calls it', async () => {
  const { steps, ref, clock } = await openBatch(hand);
  clock.nowMs += 90 * SECOND;
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
});

test('while the market does not answer, the clock of the one who sends has to do', async () => {
  const { steps, ref } = await openBatch(hand, { batch: { marketTime: '2026-03-02T14:59:30.000Z' } });
  await hand.simulator.addFault({ match: { operation: 'read' }, effect: { kind: 'status', status: 503 }, times: 1 });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
  await hand.simulator.clearFaults();
});

describe('the buys that follow their sells', () => {
  /** The sell has filled, fifty seconds after the plan. */
  const sold = async () => {
    const batch = await openBatch(hand, {
      batch: {
        execution: 'sells-first',
        orders: [
          { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
          { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '1900.00' },
        ],
      },
    });
    const { steps, ref, clock } = batch;
    expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
    clock.nowMs = START + 50 * SECOND;
    return { ...batch, buy: { ...ref, symbol: 'AAPL' } };
  };

  test.each([
    ['sent while their size is young, however old the plan', 50, { state: 'SUCCESS' }],
    ['not sent once their size is old', 70, { state: 'ERROR', code: 'PLAN_EXPIRED' }],
  ])('are %s', async (_what, seconds, end) => {
    const { steps, ref, buy, clock } = await sold();
    await steps.sizeBuys({ ...ref, moneyUntil: new Date(START + 120 * SECOND).toISOString() });
    clock.nowMs = START + (50 + seconds) * SECOND;
    expect(await steps.placeOrder(buy)).toMatchObject(end);
  });

  test('are not sent without a size, however young the plan', async () => {
    const { steps, buy, clock, accountId } = await sold();
    clock.nowMs = START + 1;
    expect(await steps.placeOrder(buy)).toMatchObject({ state: 'ERROR', code: 'PLAN_EXPIRED' });
    expect(await hand.broker.listOrders(accountId, new Date(0).toISOString())).toHaveLength(1);
  });
});

test("a retry is timed by the market's clock too", async () => {
  const { steps, ref, clock } = await openBatch(hand);
  const until = new Date(clock.nowMs).toISOString();
  const { sendUntil } = await steps.planRetries({ batchId: ref.batchId, epoch: ref.epoch, until });
  // The steps' clock does not move from March.
  expect(Math.abs(Date.parse(sendUntil) - Date.now() - 60 * SECOND)).toBeLessThan(30 * SECOND);
});
