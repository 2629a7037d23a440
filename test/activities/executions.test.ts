import { noteLateExecutions } from '../../src/monitor/late-executions';
import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// Orders filled, and the broker's list of executions does not show it.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(async () => {
  await hand.simulator.clearFaults();
  await hand.simulator.setSettings({ executionsLagMs: 0 });
});

async function filledUnlisted(executionsLagMs: number | null) {
  const batch = await openBatch(hand);
  batch.clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  await hand.simulator.setSettings({ executionsLagMs });
  for (const symbol of ['META', 'AAPL'])
    expect(await batch.steps.placeOrder({ ...batch.ref, symbol })).toMatchObject({ state: 'SUCCESS' });
  const close = () => batch.steps.closeBatch({ ...batch.ref, state: 'SUCCESS', cause: null });
  return { ...batch, close };
}

test('a batch whose executions are never listed ends with what its orders say, and its fills are marked as derived', async () => {
  const { close, clock, ledger, portfolioId, accountId, ref } = await filledUnlisted(null);
  await expect(close()).rejects.toThrow('sum to 0, and it filled 5');
  clock.nowMs = START + 60_000;
  await close();
  const fills = await ledger.listFills(ref.batchId);
  expect(fills.map(({ executionId, quantity }) => [executionId, quantity])).toEqual(
    expect.arrayContaining([
      [`derived-ab-${ref.batchId}-META-o-1`, '5'],
      [`derived-ab-${ref.batchId}-AAPL-o-1`, '10'],
    ]),
  );
  const { cash } = await hand.broker.account(accountId);
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ cash });
});

test('executions that come late are waited for and booked as they are', async () => {
  const { close, ledger, ref } = await filledUnlisted(60_000);
  await expect(close()).rejects.toThrow('sum to 0');
  await hand.simulator.setSettings({ executionsLagMs: 0 });
  await close();
  const fills = await ledger.listFills(ref.batchId);
  expect(fills.filter(({ executionId }) => executionId.startsWith('derived-'))).toEqual([]);
});

test('fills are not derived for executions that were taken back', async () => {
  const batch = await openBatch(hand);
  const { accountId, steps, ref, clock } = batch;
  clock.onSleep = () => new Promise((resolve) => setTimeout(resolve, 5));
  await hand.simulator.addFault({
    match: { accountId, operation: 'submit', symbol: 'META' },
    effect: { kind: 'bust', ms: 1 },
  });
  await hand.simulator.setSettings({ fillDelayMs: 50 });
  for (const symbol of ['META', 'AAPL']) await steps.placeOrder({ ...ref, symbol });
  await hand.simulator.setSettings({ fillDelayMs: 20 });
  clock.nowMs = START + 5 * 60_000;
  await expect(steps.closeBatch({ ...ref, state: 'SUCCESS', cause: null })).rejects.toThrow();
});

test('a hold that ends on derived fills and is tried again does not book the executions that are listed by then', async () => {
  const { steps, ledger, clock, ref, portfolioId, accountId, by } = await filledUnlisted(null);
  const giveUpAt = new Date(START + 10 * 60_000).toISOString();
  for (const symbol of ['AAPL', 'META'])
    expect(await steps.reverseOrder({ ...ref, symbol, attempt: 1, giveUpAt })).toEqual({ kind: 'reversed' });
  await ledger.markStale(portfolioId, { reason: 'ID_COLLISION', cause: null, fills: [] }, by);
  await hand.simulator.changeAccount(accountId, { positions: { KO: '1' } });
  clock.nowMs = START + 5 * 60_000;
  const resolve = { portfolioId, action: 'retry-reversal', actor: 'anna', note: 'looked', askUntil: giveUpAt } as const;
  expect(await steps.endStale(resolve)).toMatchObject({ status: 'STALE', reason: 'BOOKS_DIFFER' });
  await hand.simulator.setSettings({ executionsLagMs: 0 });
  await hand.simulator.changeAccount(accountId, { positions: { KO: '0' } });
  expect(await steps.endStale(resolve)).toMatchObject({ status: 'ACTIVE' });
  const { cash, positions } = await hand.broker.account(accountId);
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ cash, holdings: positions });
});

test('executions that are listed after the batch was booked are recorded once, and book nothing', async () => {
  const { close, clock, ledger, portfolioId, accountId, ref, by } = await filledUnlisted(null);
  clock.nowMs = START + 60_000;
  await close();
  const booked = [await ledger.listFills(ref.batchId), await ledger.findPortfolio(portfolioId)];
  const calls: string[] = [];
  const note = () =>
    noteLateExecutions(
      { ledger, broker: hand.broker, client: { callPerson: async ({ text }) => void calls.push(text) } },
      { id: portfolioId, accountId },
      by,
    );
  const rows = async () => (await ledger.listAudit(portfolioId)).filter(({ event }) => event === 'EXECUTIONS_LISTED');
  await note();
  expect(await rows()).toEqual([]);
  await hand.simulator.setSettings({ executionsLagMs: 0 });
  await note();
  await note();
  const executions = await hand.broker.listFills(accountId, '2026-01-01T00:00:00.000Z');
  expect((await rows()).map(({ batchId, detail }) => ({ batchId, ...detail }))).toEqual(
    expect.arrayContaining(
      ['META', 'AAPL'].map((symbol) => ({
        batchId: ref.batchId,
        clientOrderId: `ab-${ref.batchId}-${symbol}-o-1`,
        derived: expect.objectContaining({ quantity: symbol === 'META' ? '5' : '10' }) as object,
        executions: executions
          .filter((one) => one.symbol === symbol)
          .map(
            ({ executionId, quantity, price }) => expect.objectContaining({ executionId, quantity, price }) as object,
          ),
        quantityDifference: '0',
        cashDifference: '0.00',
      })),
    ),
  );
  expect(await rows()).toHaveLength(2);
  expect([await ledger.listFills(ref.batchId), await ledger.findPortfolio(portfolioId)]).toEqual(booked);
  expect(calls).toEqual([]);
});
