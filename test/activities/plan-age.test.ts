// How old a plan is says the market's clock: the process that sends is not the one that planned, and their clocks may differ.

import { openBatch, type StepsAtHand, startSteps } from '../support/steps';

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
