import type { Broker } from '../../src/broker/broker';
import type { Order } from '../../src/domain/order';
import { until } from '../../src/local/process/until';
import type { SimulatorAdmin } from '../../src/simulator/admin/client';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// An order that is marked sent and that nobody knows: its process died before the POST, or the POST is still on its way.

const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';

let hand: StepsAtHand;
let simulator: SimulatorAdmin;
let broker: Broker;

beforeAll(async () => {
  hand = await startSteps();
  ({ simulator, broker } = hand);
});
afterAll(() => hand.close());
afterEach(() => simulator.clearFaults());

/** Its META is marked sent; nothing was posted. */
async function lost(cash?: string): Promise<OpenedBatch> {
  const batch = await openBatch(hand, cash === undefined ? {} : { portfolio: { cash } });
  await batch.ledger.markSent(batch.order.clientOrderId, 1, null, batch.by);
  return batch;
}

const reconcile = ({ steps, ref }: OpenedBatch) => steps.reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT });

const post = (accountId: string, order: Order) => broker.submitOrder(accountId, order, { leaveWithinMs: 5_000 });

test('it is definite once its id is taken by an order that cannot fill, and the lost one can only be refused', async () => {
  const batch = await lost();
  const { accountId, order } = batch;
  const before = await broker.account(accountId);
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED', filledQuantity: '0' });
  expect(batch.clock.nowMs - START).toBeGreaterThanOrEqual(30_000);
  // Soon after: a look that finds the claim and cancels it, and one that finds it ended.
  expect(batch.clock.nowMs - START).toBeLessThan(50_000);
  expect(await broker.findOrder(accountId, order.clientOrderId)).toMatchObject({ type: 'limit', state: 'ended' });
  expect(await post(accountId, order)).toEqual({ kind: 'duplicate' });
  expect(await broker.account(accountId)).toEqual(before);
});

test('an order that had arrived after all is recorded as it is', async () => {
  const batch = await lost();
  const { accountId, order } = batch;
  await post(accountId, order);
  await until(async () => (await broker.findOrder(accountId, order.clientOrderId))?.state === 'filled', 60_000);
  expect(await reconcile(batch)).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
});

test('an order that turns out never to have been sent is settled by that, and its id is not taken', async () => {
  const batch = await lost();
  const { accountId, order, ledger, clock, by } = batch;
  const neverLeft = { event: 'FAILED', ofSend: by.at, errorCode: 'STOPPED', errorMessage: 'it was not sent' } as const;
  clock.onSleep = async () => {
    if (clock.nowMs - START > 10_000) await ledger.recordOrder(order.clientOrderId, neverLeft, by);
  };
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'STOPPED' });
  expect(await broker.findOrder(accountId, order.clientOrderId)).toBeUndefined();
});

test('while a claim of its id is open the order does not count as unsent, so its batch cannot end before the claim does', async () => {
  const batch = await lost();
  const { accountId, order, ledger, clock, by } = batch;
  const stuck = { match: { accountId, operation: 'cancel' }, effect: { kind: 'stick-cancel' }, times: 1_000 } as const;
  await simulator.addFault(stuck);
  const neverLeft = { event: 'FAILED', ofSend: by.at, errorCode: 'STOPPED', errorMessage: 'it was not sent' } as const;
  clock.onSleep = async () => {
    if (clock.nowMs - START > 40_000) await ledger.recordOrder(order.clientOrderId, neverLeft, by);
  };
  expect(await reconcile(batch)).toMatchObject({ state: 'UNKNOWN', code: 'OUTCOME_UNKNOWN' });
  expect((await broker.account(accountId)).openOrders).toMatchObject([{ clientOrderId: order.clientOrderId }]);
});

test.each([
  ['sent again', 0],
  ['taken by a process that then slept for longer than its POST may wait', 5_000],
])('an order that is %s while its id is about to be taken is left to that', async (_what, sleepsMs) => {
  const batch = await lost();
  const { accountId, order, ledger, clock } = batch;
  const mark = ledger.markClaimed;
  ledger.markClaimed = async (...claim) => {
    ledger.markClaimed = mark;
    const now = { name: 'another', at: new Date(clock.nowMs).toISOString() };
    if (sleepsMs === 0) await ledger.markSent(order.clientOrderId, 1, claim[2], now);
    const marked = await mark(...claim);
    clock.nowMs += sleepsMs;
    clock.onSleep = async () => {
      clock.onSleep = async () => undefined;
      expect(await broker.findOrder(accountId, order.clientOrderId)).toBeUndefined();
    };
    return marked;
  };
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(60_000);
});

test('a claim is not a trade, so it is sent even while trading is halted', async () => {
  const batch = await lost();
  await batch.ledger.setTrading({ position: 'halted', reason: 'drill' }, batch.by);
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  await batch.ledger.setTrading({ position: 'active', reason: 'over' }, batch.by);
});

test('an order that was sent again meanwhile gets the full time to arrive again', async () => {
  const batch = await lost();
  const { order, ledger, clock, by } = batch;
  const again = { ...by, at: new Date(START + 20_000).toISOString() };
  clock.onSleep = async () => {
    if (clock.nowMs - START > 20_000) await ledger.markSent(order.clientOrderId, 1, by.at, again);
  };
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  expect(clock.nowMs - START).toBeGreaterThanOrEqual(50_000);
});

test('a claim whose answer is lost is found, and its id is taken all the same', async () => {
  const batch = await lost();
  const { accountId } = batch;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect: { kind: 'lose-answer' } });
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
});

test.each([
  ['far from the market', { limitAwayPercent: '20' }],
  ['for a part of a share', { fractionalLimits: false }],
  ['of either kind', { limitAwayPercent: '20', fractionalLimits: false }],
])('a broker that refuses limits %s is asked for another one', async (_what, settings) => {
  const batch = await lost();
  await simulator.setSettings(settings);
  try {
    expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  } finally {
    await simulator.setSettings({ limitAwayPercent: null, fractionalLimits: true });
  }
});

test('what the broker said to the claims stays with the order and is in the audit', async () => {
  const batch = await lost();
  const { accountId, ledger, portfolioId, order } = batch;
  const refuse = { kind: 'refuse', status: 403, code: 40310000, message: 'account is restricted' } as const;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect: refuse, times: 1_000 });
  const why = /ACCOUNT_BLOCKED account is restricted/;
  const result = await reconcile(batch);
  expect(result.state).toBe('UNKNOWN');
  expect(result.message).toMatch(why);
  const orders = (await ledger.findBatch(order.batchId))?.orders;
  expect(orders?.find(({ symbol }) => symbol === 'META')?.errorMessage).toMatch(why);
  expect((await ledger.listAudit(portfolioId)).map(({ detail }) => detail.errorCode)).toContain('CLAIM_REFUSED');
});

test('a broker that refuses the claim, or does not answer, leaves it unknown', async () => {
  const batch = await lost();
  const { accountId } = batch;
  const refuse = { kind: 'refuse', status: 403, code: 40310000, message: 'account is restricted' } as const;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect: refuse, times: 1_000 });
  expect(await reconcile(batch)).toMatchObject({ state: 'UNKNOWN', code: 'OUTCOME_UNKNOWN' });
});

test('a broker that loses every claim is asked less and less often, and soon again once it takes one', async () => {
  const batch = await lost();
  const { accountId, clock } = batch;
  await simulator.addFault({
    match: { accountId, operation: 'submit' },
    effect: { kind: 'drop-before' },
    times: 1_000,
  });
  const mended = START + 20 * 60_000;
  clock.onSleep = async () => {
    if (clock.nowMs >= mended) await simulator.clearFaults();
  };
  const giveUpAt = new Date(START + 60 * 60_000).toISOString();
  const result = await batch.steps.reconcileOrder({ ...batch.ref, giveUpAt });
  expect(result).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  expect(clock.nowMs - mended).toBeLessThan(2 * 60_000);
  const asked = (await simulator.journal()).filter((entry) => entry.accountId === accountId && entry.kind === 'lookup');
  expect(asked.length).toBeLessThan(60);
});

test('a broker that loses every claim for a whole day is asked a few hundred times', async () => {
  const batch = await lost();
  const { accountId, clock } = batch;
  const match = { accountId, operation: 'submit' } as const;
  await simulator.addFault({ match, effect: { kind: 'drop-before' }, times: 100_000 });
  const giveUpAt = new Date(START + 24 * 60 * 60_000).toISOString();
  const result = await batch.steps.reconcileOrder({ ...batch.ref, giveUpAt });
  expect(result).toMatchObject({ state: 'UNKNOWN', code: 'OUTCOME_UNKNOWN' });
  expect(clock.nowMs - Date.parse(giveUpAt)).toBeLessThan(1_000);
  const asked = (await simulator.journal()).filter((entry) => entry.accountId === accountId && entry.kind === 'lookup');
  expect(asked.length).toBeLessThan(400);
});

test('a sell of an account that could not pay for a buy is claimed by a sell', async () => {
  const batch = await lost('1.25');
  const before = await broker.account(batch.accountId);
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  expect(await broker.findOrder(batch.accountId, batch.order.clientOrderId)).toMatchObject({
    type: 'limit',
    side: 'SELL',
  });
  expect(await broker.account(batch.accountId)).toEqual(before);
});

test('a reversal that is lost until its time is up leaves no claim open, and is settled by the next attempt', async () => {
  const { accountId, steps, clock, ref } = await openBatch(hand);
  clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS' });
  const match = { accountId, kind: 'reversal', operation: 'submit' } as const;
  await simulator.addFault({ match, effect: { kind: 'drop-before' }, times: 100_000 });
  const reverse = (giveUpAt: string) => steps.reverseOrder({ ...ref, attempt: 1, giveUpAt });
  const openOrders = async () => (await broker.account(accountId)).openOrders;
  expect(await reverse(GIVE_UP_AT)).toMatchObject({ kind: 'unknown' });
  expect(await openOrders()).toEqual([]);
  await simulator.clearFaults();
  const later = new Date(clock.nowMs + 1_800_000).toISOString();
  for (let tries = 0; tries < 3 && (await reverse(later)).kind !== 'reversed'; tries += 1);
  expect(await reverse(later)).toEqual({ kind: 'reversed' });
  expect(await openOrders()).toEqual([]);
});

test('a claim that a stopped worker left open is cancelled by the attempt that finds it', async () => {
  const batch = await lost();
  const { accountId, order } = batch;
  const claim = { ...order, quantity: '0.003', limitPrice: '800.00' };
  expect(await broker.submitOrder(accountId, claim, { leaveWithinMs: 5_000 })).toMatchObject({ kind: 'accepted' });
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'UNKNOWN' });
  expect(await reconcile(batch)).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
  expect((await broker.account(accountId)).openOrders).toEqual([]);
});

// The last: the adapter goes on keeping to the limit that it meets here.
test('an attempt that slept while another one sent the order does not call it unsent', async () => {
  const { accountId, order, by, steps, ledger, clock, ref } = await openBatch(hand);
  const effect = { kind: 'rate-limit', retryAfterSeconds: 15 } as const;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect });
  clock.onSleep = async () => {
    clock.onSleep = async () => undefined;
    const mine = (await ledger.findBatch(order.batchId))?.orders.find(({ symbol }) => symbol === 'META');
    expect(
      await ledger.markSent(order.clientOrderId, 1, mine?.sentAt ?? null, {
        ...by,
        at: new Date(clock.nowMs).toISOString(),
      }),
    ).toBe('may-send');
    await post(accountId, order);
    // By now the plan is too old to be sent.
    clock.nowMs += 120_000;
  };
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'UNKNOWN' });
});
