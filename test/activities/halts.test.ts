import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// A symbol that is halted while its order has to be undone.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

const MINUTE = 60_000;
const GIVE_UP_AT = new Date(START + 6 * 60 * MINUTE).toISOString();

type Halted = OpenedBatch & { reverse(attempt: number): Promise<unknown> };

/** Its sell of META filled, and META was halted since. Market and steps go by the same time. */
async function justHalted(): Promise<Halted> {
  // The market of this test goes by the clock of its steps, so the batch began by it.
  const batch = await openBatch(hand, { batch: { marketTime: new Date(START).toISOString() } });
  const { clock, steps, ref } = batch;
  await hand.simulator.setAsset('META', { halted: false });
  await hand.simulator.setSettings({ fillDelayMs: 1 });
  clock.onSleep = async () => hand.simulator.setClock({ now: new Date(clock.nowMs).toISOString() });
  await clock.onSleep();
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
  await hand.simulator.setAsset('META', { halted: true });
  return { ...batch, reverse: (attempt) => steps.reverseOrder({ ...ref, attempt, giveUpAt: GIVE_UP_AT }) };
}

/** And one reversal rested for nothing. */
async function halted(): Promise<Halted> {
  const batch = await justHalted();
  expect(await batch.reverse(1)).toMatchObject({ kind: 'refused', code: 'CANCELED' });
  return batch;
}

const sends = async ({ accountId }: OpenedBatch) =>
  (await hand.broker.listOrders(accountId, new Date(0).toISOString())).length;

test('a halted symbol is waited for without a further order, and reversed when it trades again', async () => {
  const batch = await halted();
  const { reverse, clock } = batch;
  const before = await sends(batch);
  for (let minute = 0; minute < 20; minute += 1) {
    await expect(reverse(2)).rejects.toMatchObject({ name: 'BrokerFault', fields: { retryAfterMs: 30_000 } });
    clock.nowMs += MINUTE;
    await clock.onSleep();
  }
  expect(await sends(batch)).toBe(before);
  await hand.simulator.setAsset('META', { halted: false });
  expect(await reverse(2)).toEqual({ kind: 'reversed' });
});

test('a reversal that is out when the symbol turns out to be halted is followed to its end', async () => {
  const { accountId, clock, reverse } = await justHalted();
  // It counts as halted ten seconds after the reversal was sent.
  clock.nowMs += 50_000;
  await clock.onSleep();
  expect(await reverse(1)).toMatchObject({ kind: 'refused', code: 'CANCELED' });
  expect((await hand.broker.account(accountId)).openOrders).toEqual([]);
});

test('after an hour it is tried anyway, and a person is told', async () => {
  const { reverse, clock } = await halted();
  await expect(reverse(2)).rejects.toMatchObject({ name: 'BrokerFault' });
  clock.nowMs += 60 * MINUTE;
  await clock.onSleep();
  expect(await reverse(2)).toMatchObject({ kind: 'refused', code: 'CANCELED' });
});
