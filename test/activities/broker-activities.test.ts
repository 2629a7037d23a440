import { randomUUID } from 'node:crypto';
import { accountHash } from '../../src/activities/stale/account-hash';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { type ReadAccountDeps, readAccount } from '../../src/monitor/read-account';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { closing, newPortfolio } from '../support/portfolios';
import { type OpenedBatch, openBatch, type StepsAtHand, startSteps } from '../support/steps';

// Whatever is read first, the account or what the broker lists of it: everything is booked once, and the books are the account.

let hand: StepsAtHand;
let prices: Record<string, string>;

beforeAll(async () => {
  hand = await startSteps();
  prices = await hand.simulator.prices();
});
afterAll(() => hand.close());
beforeEach(async () => {
  await hand.simulator.setSettings({ activitiesLagMs: 0 });
  await hand.simulator.setPrices(prices);
});

const policy = { ...DEFAULT_POLICY, driftThreshold: '500.0000', lockTtlMs: 19_000 };

/** It is worth about $95,700 and has $250.00; what differs is believed at once. Its clock is the broker's. */
async function trading(): Promise<OpenedBatch> {
  const batch = await openBatch(hand, { portfolio: { policy } });
  batch.clock.nowMs = Date.now();
  return batch;
}

async function ends(batch: OpenedBatch): Promise<OpenedBatch> {
  const giveUpAt = new Date(batch.clock.nowMs + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  return batch;
}

const atRest = async () => ends(await trading());
const look = ({ steps, portfolioId }: OpenedBatch) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false, differed: 3 });
const lists = ({ accountId }: OpenedBatch, what: { type: string; usd?: string; moves?: boolean }) =>
  hand.simulator.addActivity({ accountId, ...what });
const deposits = (batch: OpenedBatch, usd = '1000.00') => lists(batch, { type: 'CSD', usd });
const afterHours = ({ clock }: OpenedBatch) => {
  clock.nowMs += 2 * 3_600_000;
};

/** One read of the daily sweep. */
function sweep({ ledger, portfolioId, clock }: OpenedBatch) {
  const deps: ReadAccountDeps = {
    ledger,
    broker: hand.broker,
    market: { latestPrices: () => Promise.resolve(new Map()) },
    client: {
      priceChanged: () => Promise.reject(new Error('nobody asks for a rebalance')),
      lookAgain: () => Promise.resolve(),
      callPerson: () => Promise.reject(new Error('nobody is called')),
    },
    isOpen: () => false,
  };
  return readAccount(deps, portfolioId, false, () => ({ name: 'monitor', at: new Date(clock.nowMs).toISOString() }));
}

async function stateOf({ ledger, portfolioId, accountId }: OpenedBatch) {
  const portfolio = await ledger.findPortfolio(portfolioId);
  const account = await hand.broker.account(accountId);
  const moved = (await ledger.listAudit(portfolioId)).filter(({ event }) => /ACTIVITY|EXTERNAL/.test(event));
  return {
    status: portfolio?.status,
    cash: portfolio?.cash,
    agrees:
      portfolio?.cash === account.cash && JSON.stringify(portfolio.holdings) === JSON.stringify(account.positions),
    events: moved.map(({ event }) => event),
    activities: (await ledger.listActivities({ portfolioId, limit: 10 })).map(({ type, state }) => `${type} ${state}`),
  };
}

const BOOKED_ONCE = {
  status: 'ACTIVE',
  cash: '1250.00',
  agrees: true,
  events: ['ACTIVITY_BOOKED'],
  activities: ['CSD BOOKED'],
};

test.each([
  ['a rebalance', look],
  ['the sweep', sweep],
])('what is listed before the account is read is booked by %s, once', async (_who, read) => {
  const batch = await atRest();
  await deposits(batch);
  await read(batch);
  await read(batch);
  await sweep(batch);
  expect(await stateOf(batch)).toEqual(BOOKED_ONCE);
});

test('however large a deposit is, nobody is called about it', async () => {
  const batch = await atRest();
  await deposits(batch, '900000.00');
  expect((await look(batch)).kind).toBe('not-needed');
  expect(await stateOf(batch)).toMatchObject({ cash: '900250.00', events: ['ACTIVITY_BOOKED'] });
});

test('what is listed after the account was read was in the books already, and is not booked again', async () => {
  const batch = await atRest();
  await hand.simulator.setSettings({ activitiesLagMs: null });
  await deposits(batch);
  await look(batch);
  await hand.simulator.setSettings({ activitiesLagMs: 0 });
  expect(await sweep(batch)).toBe('agrees');
  expect(await stateOf(batch)).toMatchObject({ cash: '1250.00', activities: ['CSD WAITING'] });
  afterHours(batch);
  await sweep(batch);
  await look(batch);
  expect(await stateOf(batch)).toEqual({
    ...BOOKED_ONCE,
    events: ['EXTERNAL_CASH_BOOKED', 'ACTIVITY_INCLUDED'],
    activities: ['CSD INCLUDED'],
  });
});

test('what a person took over before it was listed is not booked again', async () => {
  const batch = await atRest();
  const { portfolioId, ledger, steps, by } = batch;
  await hand.simulator.setSettings({ activitiesLagMs: null });
  await deposits(batch, '90000.00');
  await hand.simulator.split({ symbol: 'MSFT', oldShares: '1', newShares: '2' });
  expect(await look(batch)).toMatchObject({ kind: 'stale', reason: 'BOOKS_DIFFER' });
  await ledger.markStale(portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, by);
  const evidence = accountHash(await hand.broker.account(batch.accountId));
  const askUntil = new Date(batch.clock.nowMs).toISOString();
  const adopt = { portfolioId, evidence, actor: 'anna', note: 'looked', askUntil, action: 'adopt-positions' } as const;
  await steps.adoptPositions(adopt);
  expect(await steps.adoptPositions({ ...adopt, actor: 'bert' })).toMatchObject({ status: 'ACTIVE' });
  await hand.simulator.setSettings({ activitiesLagMs: 0 });
  await sweep(batch);
  afterHours(batch);
  await sweep(batch);
  expect(await stateOf(batch)).toMatchObject({
    cash: '90250.00',
    agrees: true,
    activities: ['SPLIT INCLUDED', 'CSD INCLUDED'],
  });
});

test('what the account does not show yet waits until it does', async () => {
  const batch = await atRest();
  await lists(batch, { type: 'CSD', usd: '1000.00', moves: false });
  await sweep(batch);
  expect(await stateOf(batch)).toMatchObject({ cash: '250.00', activities: ['CSD WAITING'] });
  await hand.simulator.changeAccount(batch.accountId, { cash: '1250.00' });
  await look(batch);
  expect(await stateOf(batch)).toEqual(BOOKED_ONCE);
});

test('what happens while orders are open is booked when the batch has ended, and once', async () => {
  const batch = await trading();
  await deposits(batch);
  expect(await sweep(batch)).toBe('busy');
  expect(await stateOf(batch)).toMatchObject({ cash: '250.00', events: [] });
  await ends(batch);
  await look(batch);
  await sweep(batch);
  expect(await stateOf(batch)).toEqual(BOOKED_ONCE);
});

test('a crash between the listing and the booking leaves it to the next look', async () => {
  const batch = await atRest();
  await deposits(batch);
  const crashing = {
    ...batch,
    ledger: { ...batch.ledger, bookActivities: () => Promise.reject(new Error('killed')) },
  };
  await expect(sweep(crashing)).rejects.toThrow('killed');
  expect(await stateOf(batch)).toMatchObject({ cash: '250.00', activities: ['CSD WAITING'] });
  await look(batch);
  await sweep(batch);
  expect(await stateOf(batch)).toEqual(BOOKED_ONCE);
});

test('a crash behind the booking books nothing again', async () => {
  const batch = await atRest();
  await deposits(batch);
  const { bookActivities } = batch.ledger;
  const crashing = {
    ...batch,
    ledger: {
      ...batch.ledger,
      bookActivities: async (...asked: Parameters<typeof bookActivities>) => {
        await bookActivities(...asked);
        throw new Error('killed');
      },
    },
  };
  await expect(sweep(crashing)).rejects.toThrow('killed');
  await look(batch);
  await sweep(batch);
  expect(await stateOf(batch)).toEqual(BOOKED_ONCE);
});

test('what is older than the portfolio was in the books from the beginning', async () => {
  const batch = await atRest();
  await lists(batch, { type: 'CSD', usd: '250.00', moves: false });
  const swept = async () => {
    afterHours(batch);
    await sweep(batch);
    return stateOf(batch);
  };
  // However old it is: it was listed only now, and the account may show it later.
  expect(await swept()).toMatchObject({ cash: '250.00', agrees: true, activities: ['CSD WAITING'] });
  expect(await swept()).toMatchObject({ cash: '250.00', agrees: true, activities: ['CSD INCLUDED'] });
});

test('a ledger that was put back books again what it has lost, once', async () => {
  const batch = await atRest();
  await deposits(batch);
  await look(batch);
  const restored = { ...batch, ledger: createMemoryLedger() };
  await restored.ledger.createPortfolio(newPortfolio({ id: batch.portfolioId, policy }), batch.by);
  await sweep(restored);
  await sweep(restored);
  expect(await stateOf(restored)).toEqual(BOOKED_ONCE);
});

test('a hold for shares that differ ends by itself once the broker lists why', async () => {
  const batch = await atRest();
  const { ledger, portfolioId, steps, by } = batch;
  await hand.simulator.setSettings({ activitiesLagMs: null });
  await hand.simulator.addActivity({ accountId: batch.accountId, type: 'JNLS', symbol: 'META', quantity: '3' });
  expect(await look(batch)).toMatchObject({ kind: 'stale', reason: 'BOOKS_DIFFER' });
  await ledger.markStale(portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, by);
  expect(await steps.releaseAgreed({ portfolioId })).toMatchObject({ status: 'STALE' });
  await hand.simulator.setSettings({ activitiesLagMs: 0 });
  expect(await steps.releaseAgreed({ portfolioId })).toMatchObject({ status: 'ACTIVE' });
  expect(await stateOf(batch)).toMatchObject({ agrees: true, activities: ['JNLS BOOKED'] });
});

test('an unknown kind is kept and guessed by nobody: what it moved is unexplained', async () => {
  const batch = await atRest();
  await hand.simulator.addActivity({ accountId: batch.accountId, type: 'VOF', symbol: 'META', quantity: '-1' });
  expect(await look(batch)).toMatchObject({ kind: 'stale', reason: 'BOOKS_DIFFER' });
  expect(await stateOf(batch)).toMatchObject({ events: ['ACTIVITY_IGNORED'], activities: ['VOF IGNORED'] });
});

describe('what companies do to their shares', () => {
  const keep = ({ ledger }: OpenedBatch) =>
    ledger.keepPrices(
      Object.entries(prices).map(([symbol, price]) => ({ symbol, price, known: null })),
      new Date().toISOString(),
    );

  test('after a split there is nothing to trade: shares and price have followed', async () => {
    const batch = await atRest();
    await keep(batch);
    await hand.simulator.split({ symbol: 'META', oldShares: '1', newShares: '10' });
    expect(await look(batch)).toMatchObject({ kind: 'not-needed' });
    expect(await stateOf(batch)).toMatchObject({ status: 'ACTIVE', agrees: true, activities: ['SPLIT BOOKED'] });
  });

  test('while the price has not followed the shares, the portfolio waits', async () => {
    const batch = await atRest();
    await keep(batch);
    await hand.simulator.split({ symbol: 'META', oldShares: '1', newShares: '10' });
    await hand.simulator.setPrices({ META: prices.META ?? '' });
    expect(await look(batch)).toMatchObject({ kind: 'refused', refusal: { code: 'CORPORATE_ACTION' } });
    batch.clock.nowMs += 1_000;
    await hand.simulator.setPrices({ META: '40' });
    expect(await look(batch)).toMatchObject({ kind: 'not-needed' });
    expect(await stateOf(batch)).toMatchObject({ status: 'ACTIVE', agrees: true });
  });

  test('a reverse split and the cash for its fraction, a spin-off and a dividend are booked', async () => {
    const batch = await atRest();
    await hand.simulator.split({ symbol: 'META', oldShares: '10', newShares: '1', cashInLieu: true });
    await hand.simulator.payDividend({ symbol: 'AAPL', usd: '0.25' });
    await hand.simulator.spinOff({ symbol: 'MSFT', newSymbol: 'SPUN', newShares: '0.1', newPrice: '5' });
    expect(await sweep(batch)).toBe('booked');
    expect(await stateOf(batch)).toMatchObject({
      agrees: true,
      activities: ['SPIN BOOKED', 'DIV BOOKED', 'CIL BOOKED', 'SPLIT BOOKED'],
    });
  });

  test('a new name takes the target along', async () => {
    const batch = await atRest();
    await hand.simulator.rename({ symbol: 'META', newSymbol: 'FB' });
    expect((await look(batch)).kind).toBe('not-needed');
    expect(await stateOf(batch)).toMatchObject({ agrees: true, activities: ['NC BOOKED', 'NC BOOKED'] });
    const portfolio = await batch.ledger.findPortfolio(batch.portfolioId);
    expect(portfolio?.targets.map(({ symbol }) => symbol)).toEqual(['AAPL', 'FB', 'MSFT']);
  });
});
