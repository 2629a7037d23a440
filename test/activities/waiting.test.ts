import { until } from '../../src/local/process/until';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// Steps that wait keep no slot: each attempt ends after a few seconds, and the next one goes on where it was.

const SLOT_MS_MAX = 5_000;
const GIVE_UP_AT = new Date(START + 10 * 60_000).toISOString();
const STANDS = { kind: 'never-fill' } as const;
const AWAY = { kind: 'status', status: 503 } as const;

let hand: StepsAtHand;
beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

const heldMs = ({ slotMs }: OpenedBatch) => slotMs.reduce((sum, ms) => sum + ms, 0);

test('an order that does not fill is looked at again and again, and its slot is free meanwhile', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, clock } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: STANDS });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN', code: 'DEADLINE' });
  // Its deadline runs from the moment it was sent, over all attempts.
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(60_000);
  expect(clock.nowMs - START).toBeLessThan(61_000);
  expect(Math.max(...batch.slotMs)).toBeLessThan(SLOT_MS_MAX);
  expect(heldMs(batch)).toBeLessThan(SLOT_MS_MAX);
});

test('an order whose broker does not answer is asked about for as long as it takes, and its slot is free meanwhile', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, order, ledger, by, clock } = batch;
  await ledger.markSent(order.clientOrderId, 1, null, by);
  await hand.simulator.addFault({ match: { accountId, operation: 'lookup' }, effect: AWAY, times: 100_000 });
  expect(await steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT })).toMatchObject({ state: 'UNKNOWN' });
  expect(clock.nowMs - START).toBeLessThan(11 * 60_000);
  expect(batch.slotMs.length).toBeGreaterThan(9);
  expect(batch.slotMs.length).toBeLessThan(40);
  expect(heldMs(batch)).toBeLessThan(SLOT_MS_MAX);
});

test('a cancel that hangs at the broker is waited for without a slot', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: STANDS });
  await hand.simulator.addFault({
    match: { accountId, operation: 'cancel' },
    effect: { kind: 'stick-cancel' },
    times: 100_000,
  });
  await steps.placeOrder(ref);
  batch.slotMs.length = 0;
  expect(await steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT })).toMatchObject({ state: 'UNKNOWN' });
  expect(Math.max(...batch.slotMs)).toBeLessThan(SLOT_MS_MAX);
  expect(heldMs(batch)).toBeLessThan(SLOT_MS_MAX);
});

test('an order that waits for its turn keeps no slot, and the next attempt knows that it has not arrived', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, clock, order } = batch;
  await hand.simulator.setSettings({ acceptedKeys: ['another'] });
  clock.onSleep = async () => {
    if (clock.nowMs - START >= 60_000) await hand.simulator.setSettings({ acceptedKeys: null });
  };
  const lookups = async () => (await hand.simulator.journal()).filter(({ kind }) => kind === 'lookup').length;
  const before = await lookups();
  // A batch whose turn came too late is planned again without a cool-down: an unknown outcome would have to be settled first.
  const sendUntil = new Date(START + 60_000).toISOString();
  expect(await steps.placeOrder({ ...ref, sendUntil })).toMatchObject({ state: 'ERROR', code: 'PLAN_EXPIRED' });
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(60_000);
  expect(heldMs(batch)).toBe(0);
  // It is asked for once, before it is called unsent.
  await until(async () => (await lookups()) === before + 1, 60_000);
  expect(await hand.broker.findOrder(accountId, order.clientOrderId)).toBeUndefined();
});

test('an answer that proves nothing is looked up after two and after twelve seconds, and only then sent again', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, clock, order } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: { kind: 'drop-before' } });
  // Market and steps have clocks of their own: once it is sent again the steps wait for the market.
  clock.onSleep = async () => {
    if (clock.nowMs - START > 12_000)
      await until(
        async () => (await hand.broker.findOrder(accountId, order.clientOrderId))?.state === 'filled',
        60_000,
      );
  };
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(12_000);
  expect(clock.nowMs - START).toBeLessThan(15_000);
  expect(Math.max(...batch.slotMs)).toBeLessThan(SLOT_MS_MAX);
});

test('an order that was accepted stays accepted over all attempts, even if the broker stops showing it', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, order, ledger } = batch;
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit' },
    effect: { kind: 'hide', ms: 86_400_000 },
  });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN', code: 'DEADLINE' });
  // Nobody may say of it later that it never arrived.
  const kept = (await ledger.findBatch(ref.batchId))?.orders.find((one) => one.clientOrderId === order.clientOrderId);
  expect(kept?.brokerOrderId).toEqual(expect.any(String));
  expect(batch.slotMs.length).toBeGreaterThan(1);
});
