import { until } from '../../src/local/process/until';
import { openBatch, type StepsAtHand, startSteps } from '../support/steps';

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';

// The broker takes no buy of less than a dollar.
test('a sale of forty cents is bought back to the billionth of a share', async () => {
  const { accountId, steps, clock, ref, ledger } = await openBatch(hand);
  clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  const before = await hand.broker.account(accountId);
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', symbol: 'META', kind: 'order' },
    effect: { kind: 'partial-fill', fraction: '0.0002' },
  });
  await steps.placeOrder(ref);
  expect(await steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT })).toMatchObject({
    state: 'ERROR',
    filledQuantity: '0.001',
  });
  expect(await steps.reverseOrder({ ...ref, attempt: 1, giveUpAt: GIVE_UP_AT })).toEqual({ kind: 'reversed' });
  await until(async () => (await hand.broker.account(accountId)).openOrders.length === 0, 60_000);
  expect((await hand.broker.account(accountId)).positions).toEqual(before.positions);
  const family = (await ledger.findBatch(ref.batchId))?.orders.filter(({ symbol }) => symbol === 'META') ?? [];
  expect(family.map(({ kind, side, state }) => `${kind} ${side} ${state}`)).toEqual([
    'order SELL ROLLED_BACK',
    'reversal BUY SUCCESS',
    'reversal SELL SUCCESS',
  ]);
});
