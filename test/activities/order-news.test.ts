import { createWatches, type Watches } from '../../src/broker/alpaca/watches';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// What the broker tells of an order ends a wait. Only what it shows when it is asked ends an order.

const STANDS = { kind: 'never-fill' } as const;
const SAFETY_MS = 2_000;

let hand: StepsAtHand;
let news: Watches;
let counts: { wakes: number; vain: number; missed: number };
beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
beforeEach(() => {
  counts = { wakes: 0, vain: 0, missed: 0 };
  const onWake = () => void (counts.wakes += 1);
  const onVain = () => void (counts.vain += 1);
  const onMissed = () => void (counts.missed += 1);
  news = createWatches({ onWake, onVain, onMissed, onDoubt: () => undefined }, () => performance.now());
  news.connected(true);
});
afterEach(() => hand.simulator.clearFaults());

const passedMs = ({ clock }: OpenedBatch) => clock.nowMs - START;

/** The calls about orders that the broker has seen of this batch. */
async function callsOf({ accountId }: OpenedBatch): Promise<string[]> {
  const journal = await hand.simulator.journal();
  return journal.filter((entry) => entry.accountId === accountId).map(({ kind }) => kind);
}

/** Tells of the order each time it is waited for from the `nth` time on. */
function tellFrom(batch: OpenedBatch, nth: number): void {
  const { onSleep } = batch.clock;
  let waits = 0;
  batch.clock.onSleep = async () => {
    await onSleep();
    waits += 1;
    if (waits >= nth) news.tell(batch.order.clientOrderId);
  };
}

test('news ends the wait at once, and the executions confirm it', async () => {
  const batch = await openBatch(hand, { news });
  tellFrom(batch, 4);
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
  expect(passedMs(batch)).toBeLessThan(1_000);
  expect((await callsOf(batch)).filter((kind) => kind === 'lookup')).toEqual([]);
  expect(counts).toEqual({ wakes: 1, vain: 0, missed: 0 });
});

test('an event that comes before the answer to the POST is not lost', async () => {
  const { accountId, ...batch } = await openBatch(hand, { news });
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: { kind: 'delay', ms: 300 } });
  const placed = batch.steps.placeOrder(batch.ref);
  const journalled = async () =>
    (await hand.simulator.journal()).some((entry) => entry.accountId === accountId && entry.kind === 'submit');
  while (!(await journalled()));
  news.tell(batch.order.clientOrderId);
  expect(await placed).toMatchObject({ state: 'SUCCESS' });
  expect(batch.clock.nowMs - START).toBeLessThan(SAFETY_MS);
});

test('a lost event only costs time', async () => {
  const batch = await openBatch(hand, { news });
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
  expect(passedMs(batch)).toBe(SAFETY_MS);
  expect(counts).toEqual({ wakes: 0, vain: 0, missed: 1 });
});

test('events do not end an order that the broker shows as open, however often they come', async () => {
  const batch = await openBatch(hand, { news });
  const { accountId } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: STANDS });
  tellFrom(batch, 1);
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'UNKNOWN', code: 'DEADLINE' });
  expect(passedMs(batch)).toBeGreaterThanOrEqual(60_000);
  expect(counts.vain).toBeGreaterThan(10);
});

test('an event about half of an order is not taken for a complete fill', async () => {
  const batch = await openBatch(hand, { news });
  const { accountId } = batch;
  const effect = { kind: 'partial-fill', fraction: '0.5', afterwards: 'cancel' } as const;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect });
  tellFrom(batch, 4);
  const ended = await batch.steps.placeOrder(batch.ref);
  expect(ended).toMatchObject({ state: 'ERROR', code: 'CANCELED', filledQuantity: '2.5' });
});

test('executions that are listed later are not waited for: the order itself is asked for', async () => {
  await hand.simulator.setSettings({ executionsLagMs: null });
  const batch = await openBatch(hand, { news });
  tellFrom(batch, 4);
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
  await hand.simulator.setSettings({ executionsLagMs: 0 });
  expect((await callsOf(batch)).filter((kind) => kind === 'lookup')).toHaveLength(1);
});

test('without a live stream, orders are polled as before', async () => {
  news.connected(false);
  const batch = await openBatch(hand, { news });
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
  expect(passedMs(batch)).toBeLessThan(SAFETY_MS);
});

test('losing the stream makes every waiting attempt look at once', async () => {
  const batch = await openBatch(hand, { news });
  const { onSleep } = batch.clock;
  let waits = 0;
  batch.clock.onSleep = async () => {
    await onSleep();
    waits += 1;
    if (waits === 5) news.connected(false);
  };
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
  expect(passedMs(batch)).toBeLessThan(1_000);
  expect(counts.missed).toBe(0);
});

test('an attempt stays while the stream tells, and not for longer than a few seconds', async () => {
  const batch = await openBatch(hand, { news });
  const { accountId } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: STANDS });
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'UNKNOWN', code: 'DEADLINE' });
  expect(batch.slotMs[0]).toBe(2 * SAFETY_MS);
  expect(Math.max(...batch.slotMs)).toBeLessThanOrEqual(5_000);
});

test('an event about a cancel ends the wait of a reconciliation', async () => {
  const batch = await openBatch(hand, { news });
  const { accountId, steps, ref } = batch;
  await hand.simulator.addFault({ match: { accountId, operation: 'submit' }, effect: STANDS });
  await steps.placeOrder(ref);
  const before = batch.clock.nowMs;
  tellFrom(batch, 1);
  const giveUpAt = new Date(before + 600_000).toISOString();
  expect(await steps.reconcileOrder({ ...ref, giveUpAt })).toMatchObject({ state: 'ERROR', code: 'CANCELED' });
  expect(batch.clock.nowMs - before).toBeLessThan(500);
});

test('the first of two orders waits for the second for a moment, and one request confirms both', async () => {
  const batch = await openBatch(hand, { news });
  const ids = [batch.order, { ...batch.order, symbol: 'AAPL' }].map(({ batchId, symbol }) => `${batchId}-${symbol}`);
  const watches = ids.map((id) => news.watch(id));
  const first = watches[0]?.others([ids[1] ?? '']);
  news.tell(ids[0] ?? '');
  expect(first?.aborted).toBe(false);
  watches[1]?.next();
  news.tell(ids[1] ?? '');
  expect(first?.aborted).toBe(true);
  expect(watches[1]?.others([ids[0] ?? '']).aborted).toBe(true);
  for (const watch of watches) watch.close();
  // What is over is not waited for.
  expect(news.watch('other').others(ids).aborted).toBe(true);
});
