import { accountHash } from '../../src/activities/stale/account-hash';
import { RESOLVE_ASK_MS } from '../../src/domain/policy';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

const ASK_UNTIL = new Date(START + RESOLVE_ASK_MS).toISOString();

function takeAway({ accountId }: OpenedBatch): Promise<unknown> {
  const away = { kind: 'status', status: 503 } as const;
  return hand.simulator.addFault({ match: { accountId, operation: 'any' }, effect: away, times: 1_000 });
}

/** Its sell of META filled. */
async function sold(): Promise<OpenedBatch> {
  const batch = await openBatch(hand);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  expect(await batch.steps.placeOrder(batch.ref)).toMatchObject({ state: 'SUCCESS' });
  return batch;
}

test('STALE is recorded anyway, and the fills are booked once the broker answers', async () => {
  const batch = await sold();
  const { portfolioId, ledger, steps, ref } = batch;
  await takeAway(batch);
  const cause = { code: 'OUTCOME_UNKNOWN', message: 'nobody knows' } as const;
  expect(await steps.markStale({ portfolioId, reason: cause.code, cause })).toBe(true);
  const held = async () => (await ledger.findPortfolio(portfolioId))?.holdings.find(({ symbol }) => symbol === 'META');
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'STALE', statusReason: 'OUTCOME_UNKNOWN' });
  expect(await held()).toMatchObject({ quantity: '83.325' });
  await hand.simulator.clearFaults();
  expect(await steps.markStale({ portfolioId, reason: cause.code, cause })).toBe(true);
  expect(await held()).toMatchObject({ quantity: '78.325' });
  expect(await ledger.findBatch(ref.batchId)).toMatchObject({ state: 'STALE' });
});

test.each(['release', 'adopt-positions'] as const)('a person who waits for %s is answered in time', async (action) => {
  const batch = await openBatch(hand);
  const { portfolioId, ledger, steps, clock, ref, by } = batch;
  for (const symbol of ['META', 'AAPL']) await steps.reconcileOrder({ ...ref, symbol, giveUpAt: ASK_UNTIL });
  await ledger.closeBatch(closing({ batchId: ref.batchId, state: 'ROLLED_BACK' }), by);
  await ledger.markStale(portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, by);
  const evidence = accountHash(await hand.broker.account(batch.accountId));
  await takeAway(batch);
  const resolve = { portfolioId, action, evidence, actor: 'anna', note: 'looked', askUntil: ASK_UNTIL };
  const answer = () => (action === 'release' ? steps.endStale(resolve) : steps.adoptPositions(resolve));
  await expect(answer()).rejects.toMatchObject({ name: 'BrokerFault' });
  clock.nowMs += RESOLVE_ASK_MS;
  expect(await answer()).toMatchObject({ status: 'STALE', reason: 'BROKER_AWAY' });
  await hand.simulator.clearFaults();
  expect(await answer()).toMatchObject({ status: 'ACTIVE' });
});

test('nobody adopts positions while the outcome of an order is unknown, and a person is told in time', async () => {
  const batch = await openBatch(hand);
  const { portfolioId, accountId, ledger, steps, clock, order, by } = batch;
  await ledger.markSent(order.clientOrderId, 1, null, by);
  const cause = { code: 'OUTCOME_UNKNOWN', message: 'nobody knows' } as const;
  await ledger.markStale(portfolioId, { reason: cause.code, cause, fills: [] }, by);
  const away = { kind: 'status', status: 503 } as const;
  await hand.simulator.addFault({ match: { accountId, operation: 'lookup' }, effect: away, times: 1_000 });
  const evidence = accountHash(await hand.broker.account(accountId));
  const resolve = { portfolioId, action: 'adopt-positions', evidence, actor: 'anna', note: 'looked' } as const;
  expect(await steps.adoptPositions({ ...resolve, askUntil: ASK_UNTIL })).toEqual({
    status: 'STALE',
    reason: 'OUTCOME_UNKNOWN',
    // Nobody sent the other one, but only the broker can say so.
    message: `the broker does not say what became of ${order.clientOrderId}, ${order.clientOrderId.replace('META', 'AAPL')}`,
  });
  expect(clock.nowMs).toBeLessThan(START + 2 * RESOLVE_ASK_MS);
});

test('a reversed batch does not end while the books differ', async () => {
  const { portfolioId, accountId, ledger, steps, ref, by } = await sold();
  await steps.reconcileOrder({ ...ref, symbol: 'AAPL', giveUpAt: ASK_UNTIL });
  expect(await steps.reverseOrder({ ...ref, attempt: 1, giveUpAt: ASK_UNTIL })).toEqual({ kind: 'reversed' });
  await ledger.markStale(portfolioId, { reason: 'ID_COLLISION', cause: null, fills: [] }, by);
  await hand.simulator.changeAccount(accountId, { positions: { MSFT: '80.5' } });
  const resolve = {
    portfolioId,
    action: 'retry-reversal',
    actor: 'anna',
    note: 'looked',
    askUntil: ASK_UNTIL,
  } as const;
  expect(await steps.endStale(resolve)).toMatchObject({ status: 'STALE', reason: 'BOOKS_DIFFER' });
  const evidence = accountHash(await hand.broker.account(accountId));
  const adopt = { ...resolve, action: 'adopt-positions', evidence } as const;
  expect(await steps.adoptPositions(adopt)).toMatchObject({ status: 'ACTIVE' });
});

test('a person is called even if the books refuse the fills', async () => {
  const { portfolioId, accountId, ledger, steps, ref, clock } = await openBatch(hand, {
    portfolio: { holdings: [{ symbol: 'META', quantity: '3' }] },
  });
  clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  await hand.simulator.changeAccount(accountId, { positions: { META: '83' } });
  expect(await steps.placeOrder(ref)).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
  const cause = { code: 'STEP_FAILED', message: 'the fills would leave -2 shares of META' } as const;
  expect(await steps.markStale({ portfolioId, reason: cause.code, cause })).toBe(true);
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'STALE', statusReason: 'STEP_FAILED' });
});

test('a batch ends without its drift while the market does not answer', async () => {
  const { steps, ref } = await openBatch(hand);
  for (const symbol of ['META', 'AAPL']) await steps.reconcileOrder({ ...ref, symbol, giveUpAt: ASK_UNTIL });
  const away = { kind: 'status', status: 503 } as const;
  await hand.simulator.addFault({ match: { operation: 'read' }, effect: away, times: 10 });
  expect(await steps.closeBatch({ ...ref, state: 'ROLLED_BACK', cause: null })).toMatchObject({ driftAfter: null });
});

test('buys wait while the account shows no cash, and fail unsized when none comes', async () => {
  const { ledger, steps, clock, ref, accountId } = await openBatch(hand, {
    portfolio: { cash: '0.00' },
    batch: {
      execution: 'sells-first',
      orders: [
        { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
        { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '1900.00' },
      ],
    },
  });
  await expect(steps.sizeBuys(ref)).rejects.toThrow(`account ${accountId} shows $0`);
  clock.nowMs += 120_000;
  await steps.sizeBuys(ref);
  expect(await ledger.findBatch(ref.batchId)).toMatchObject({ buysSizedAt: null });
  expect(await steps.placeOrder({ ...ref, symbol: 'AAPL' })).toMatchObject({
    state: 'ERROR',
    code: 'PROCEEDS_MISSING',
  });
});
