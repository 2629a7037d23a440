import { randomUUID } from 'node:crypto';
import { PREPARE_ASK_MS } from '../../src/domain/policy';
import type { NewPortfolio } from '../../src/ledger/ledger';
import type { AssetInput } from '../../src/simulator/admin/routes';
import { closing, newPortfolio } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// What is found at the broker before the first order. The order of refusals and their sentences: test/domain/decide.test.ts.

const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';
const MINUTE = 60_000;

let hand: StepsAtHand;

beforeEach(async () => {
  hand = await startSteps();
  await hand.simulator.setClock({ now: '2026-03-02T15:00:00.000Z' });
  await hand.simulator.setPrices({ META: '440.00', AAPL: '225.00', MSFT: '415.00' });
});
afterEach(() => hand.close());

/** A portfolio past its threshold with no batch open. */
async function drifted(some: Partial<NewPortfolio> = {}): Promise<OpenedBatch> {
  const batch = await openBatch(hand, { portfolio: some });
  const { steps, ledger, ref, by } = batch;
  for (const symbol of ['META', 'AAPL']) await steps.reconcileOrder({ ...ref, symbol, giveUpAt: GIVE_UP_AT });
  await ledger.closeBatch(closing({ batchId: ref.batchId, state: 'ROLLED_BACK' }), by);
  return batch;
}

const prepare = ({ steps, portfolioId }: OpenedBatch, askUntil?: string) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false, ...(askUntil && { askUntil }) });

const closesIn = (minutes: number) =>
  hand.simulator.setClock({ nextClose: new Date(Date.parse('2026-03-02T15:00:00Z') + minutes * MINUTE).toISOString() });

const setAll = (asset: AssetInput) =>
  Promise.all(['META', 'AAPL', 'MSFT'].map((symbol) => hand.simulator.setAsset(symbol, asset)));

const SITUATIONS: Record<string, [refusal: string, (batch: OpenedBatch) => Promise<unknown>]> = {
  'the market is closed': ['MARKET_CLOSED', () => hand.simulator.setClock({ isOpen: false })],
  'the market closes in 14 minutes': ['MARKET_CLOSED', () => closesIn(14)],
  'an order that is not ours is open': [
    'FOREIGN_OPEN_ORDERS',
    ({ accountId }) =>
      hand.broker.submitOrder(
        accountId,
        { clientOrderId: 'x', symbol: 'META', side: 'BUY', quantity: '0.1', notional: null, limitPrice: '100.00' },
        { leaveWithinMs: 5_000 },
      ),
  ],
  'nothing that drifted is tradable': ['ORDER_UNTRADABLE', () => setAll({ tradable: false })],
  'the account may not trade': [
    'ORDER_UNTRADABLE',
    ({ accountId }) => hand.simulator.changeAccount(accountId, { blocked: true }),
  ],
  'the account may only sell, because a deposit came back': [
    'ORDER_UNTRADABLE',
    ({ accountId }) => hand.simulator.changeAccount(accountId, { restrictions: { liquidationOnly: 'ach_return' } }),
  ],
  'the owner of the account has suspended trading': [
    'ORDER_UNTRADABLE',
    ({ accountId }) => hand.simulator.changeAccount(accountId, { restrictions: { suspendedByUser: true } }),
  ],
  'everything that drifted is a PTP': ['ORDER_UNTRADABLE', () => setAll({ ptp: true })],
};

test.each(Object.entries(SITUATIONS))(
  'nothing is sent and no batch is opened when %s',
  async (_what, [code, arrange]) => {
    const batch = await drifted();
    await arrange(batch);
    const sent = async () => (await hand.simulator.journal()).filter(({ kind }) => kind === 'submit').length;
    const before = await sent();
    expect(await prepare(batch)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await sent()).toBe(before);
    expect(await batch.ledger.findOpenBatch(batch.portfolioId)).toBeUndefined();
    const row = await batch.ledger.findPortfolio(batch.portfolioId);
    expect(row).toMatchObject({ refusal: { code }, refusedSince: '2026-03-02T15:00:00.000Z' });
  },
);

test('the row says why it is refused for as long as that lasts, and nothing is written while nothing changes', async () => {
  const batch = await drifted();
  const { ledger, portfolioId, clock } = batch;
  const rowNow = () => ledger.findPortfolio(portfolioId);
  const rows = async () => (await ledger.listAudit(portfolioId)).map(({ event }) => event);
  const { version } = (await rowNow()) ?? {};
  await hand.simulator.changeAccount(batch.accountId, { blocked: true });
  for (const _again of [1, 2]) {
    await prepare(batch);
    clock.nowMs += 30_000;
  }
  expect(await rowNow()).toMatchObject({ version, refusal: { code: 'ORDER_UNTRADABLE' }, refusedSince: timeAfter(0) });
  await hand.simulator.changeAccount(batch.accountId, { blocked: false });
  await closesIn(14);
  await prepare(batch);
  expect(await rowNow()).toMatchObject({ version, refusal: { code: 'MARKET_CLOSED' }, refusedSince: timeAfter(60) });
  await closesIn(60);
  expect(await prepare(batch)).toMatchObject({ kind: 'trade' });
  expect(await rowNow()).toMatchObject({ refusal: null, refusedSince: null });
  const events = await rows();
  expect(events.slice(events.indexOf('PORTFOLIO_REFUSED'))).toEqual([
    'PORTFOLIO_REFUSED',
    'PORTFOLIO_REFUSED',
    'BATCH_OPENED',
  ]);
});

test('a portfolio that needs nothing is not refused any more', async () => {
  const batch = await drifted();
  await setAll({ tradable: false });
  await prepare(batch);
  batch.clock.nowMs += 1_000;
  await hand.simulator.setPrices({ META: '400.00', AAPL: '222.22', MSFT: '416.02' });
  expect(await prepare(batch)).toMatchObject({ kind: 'not-needed' });
  expect(await batch.ledger.findPortfolio(batch.portfolioId)).toMatchObject({ refusal: null, refusedSince: null });
});

test('a refusal that was decided before somebody changed the portfolio is decided again', async () => {
  const batch = await drifted();
  await setAll({ tradable: false });
  const { findPortfolio } = batch.ledger;
  let reads = 0;
  batch.ledger.findPortfolio = async (id) => {
    const row = await findPortfolio(id);
    if ((reads += 1) === 1)
      await batch.ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'moving' }, batch.by);
    return row;
  };
  await expect(prepare(batch)).rejects.toThrow('changed while it was decided');
  expect(await prepare(batch)).toMatchObject({ kind: 'refused', refusal: { code: 'PORTFOLIO_PAUSED' } });
  expect(await findPortfolio(batch.portfolioId)).toMatchObject({ refusal: null });
});

/** So many seconds after the clock of the steps began. */
function timeAfter(seconds: number): string {
  return new Date(START + seconds * 1_000).toISOString();
}

test('nothing begins that could not be undone: a cash account needs the margin of a rebuy', async () => {
  const none = { ...newPortfolio().policy, cashReserve: '0.0000' };
  expect(await prepare(await drifted({ cash: '0.00', policy: none }))).toMatchObject({
    kind: 'refused',
    refusal: { code: 'REVERSAL_UNFUNDED' },
  });
  expect(await prepare(await drifted({ cash: '2000.00' }))).toMatchObject({ kind: 'trade' });
});

test('where the reserve itself is missing, one sell alone raises it', async () => {
  const prepared = await prepare(await drifted({ cash: '0.00' }));
  expect(prepared).toMatchObject({ kind: 'trade', batch: { orders: [{ side: 'SELL' }] } });
});

const ASK_UNTIL = new Date(START + PREPARE_ASK_MS).toISOString();

test.each([
  ['the account is not there', { kind: 'status', status: 404 }],
  ['the account answers nonsense', { kind: 'garble-answer', as: 'other-json' }],
  ['the broker is away', { kind: 'status', status: 503 }],
] as const)('a run asks for two minutes and then says why it ends: %s', async (_what, effect) => {
  const batch = await drifted();
  const match = { accountId: batch.accountId, operation: 'read' } as const;
  await hand.simulator.addFault({ match, effect, times: 1_000 });
  await expect(prepare(batch, ASK_UNTIL)).rejects.toMatchObject({ name: 'BrokerFault' });
  batch.clock.nowMs += PREPARE_ASK_MS;
  expect(await prepare(batch, ASK_UNTIL)).toMatchObject({
    kind: 'refused',
    refusal: { code: 'ACCOUNT_UNREADABLE' },
  });
  await hand.simulator.clearFaults();
  expect(await prepare(batch, ASK_UNTIL)).toMatchObject({ kind: 'trade' });
});

test('a market that cannot be read is named apart from the account', async () => {
  const batch = await drifted();
  batch.clock.nowMs += PREPARE_ASK_MS;
  const match = { operation: 'read', symbol: 'AAPL' } as const;
  await hand.simulator.addFault({ match, effect: { kind: 'status', status: 503 }, times: 1_000 });
  expect(await prepare(batch, ASK_UNTIL)).toMatchObject({ kind: 'refused', refusal: { code: 'MARKET_UNREADABLE' } });
});

test('waiting for a turn is no failure to read, however long it takes', async () => {
  const batch = await drifted();
  batch.clock.nowMs += PREPARE_ASK_MS;
  const match = { accountId: batch.accountId, operation: 'read' } as const;
  await hand.simulator.addFault({ match, effect: { kind: 'rate-limit', retryAfterSeconds: 1 }, times: 1_000 });
  await expect(prepare(batch, ASK_UNTIL)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

test('a paused portfolio is refused without asking the broker', async () => {
  const batch = await drifted();
  await batch.ledger.setStatus(batch.portfolioId, { from: ['ACTIVE'], to: 'PAUSED', reason: 'a test' }, batch.by);
  await hand.server.close();
  expect(await prepare(batch)).toMatchObject({ kind: 'refused', refusal: { code: 'PORTFOLIO_PAUSED' } });
});

test('a market that closes in 16 minutes is open', async () => {
  const batch = await drifted();
  await closesIn(16);
  expect(await prepare(batch)).toMatchObject({ kind: 'trade' });
});

test('a deposit into a paused portfolio is not booked: the person who paused it finds the books as they were', async () => {
  const batch = await drifted();
  const { portfolioId, accountId, ledger, by } = batch;
  await ledger.setStatus(portfolioId, { from: ['ACTIVE'], to: 'PAUSED', reason: 'a test' }, by);
  const paused = await ledger.findPortfolio(portfolioId);
  await hand.simulator.changeAccount(accountId, { cash: '12345.00' });
  expect(await prepare(batch)).toMatchObject({ kind: 'refused', refusal: { code: 'PORTFOLIO_PAUSED' } });
  expect(await ledger.findPortfolio(portfolioId)).toEqual(paused);
});

test('a PTP is left out of the plan of an account that has not agreed to it, and is traded by one that has', async () => {
  const batch = await drifted({ cash: '5000.00' });
  const symbols = async () => {
    const prepared = await prepare(batch);
    return prepared.kind === 'trade' ? prepared.batch.orders.map(({ symbol }) => symbol) : prepared;
  };
  await hand.simulator.setAsset('MSFT', { ptp: true });
  expect(await symbols()).not.toContain('MSFT');
});

test.each([
  ['assets of which the broker takes no parts', () => setAll({ fractionable: false })],
  [
    'an account that may not trade parts of a share',
    ({ accountId }: OpenedBatch) => hand.simulator.changeAccount(accountId, { restrictions: { noFractions: true } }),
  ],
])('%s are traded in whole shares', async (_what, arrange) => {
  const batch = await drifted();
  await arrange(batch);
  const prepared = await prepare(batch);
  expect(prepared).toMatchObject({ kind: 'trade' });
  const { orders } = (await batch.ledger.findOpenBatch(batch.portfolioId)) ?? { orders: [] };
  expect(orders.length).toBeGreaterThan(0);
  for (const { quantity } of orders) expect(quantity).toMatch(/^[1-9][0-9]*$/);
});

test.each([
  ['suspendedByUser', true, '1', 'ACCOUNT_BLOCKED'],
  ['liquidationOnly', 'ach_return', '1', 'ACCOUNT_BLOCKED'],
  ['noFractions', true, '0.5', 'NOT_FRACTIONABLE'],
])('an order that %s (%s) forbids is refused for what it is', async (restriction, value, quantity, code) => {
  const { accountId } = await drifted();
  await hand.simulator.changeAccount(accountId, { restrictions: { [restriction]: value } });
  const order = { clientOrderId: 'x', symbol: 'AAPL', side: 'BUY', quantity, notional: null } as const;
  expect(await hand.broker.submitOrder(accountId, order, { leaveWithinMs: 5_000 })).toMatchObject({
    kind: 'rejected',
    code,
  });
});

test('trading that is halted after the plan was made keeps its batch from beginning, and the row says why', async () => {
  const batch = await drifted();
  const { ledger, by, portfolioId } = batch;
  const begin = ledger.openBatch;
  ledger.openBatch = async (...opening) => {
    await ledger.setTrading({ position: 'halted', reason: 'the breaker' }, { ...by, name: 'breaker' });
    return begin(...opening);
  };
  const refusal = { code: 'TRADING_HALTED', detail: 'the breaker' };
  expect(await prepare(batch)).toMatchObject({ kind: 'refused', refusal });
  expect(await ledger.findOpenBatch(portfolioId)).toBeUndefined();
  expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ refusal });
});
