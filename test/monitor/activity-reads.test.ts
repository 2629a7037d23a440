import { openActivityNews } from '../../src/broker/alpaca/activity-news';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import type { Ledger, NewPortfolio } from '../../src/ledger/ledger';
import { until } from '../../src/local/process/until';
import { createAccountSweep } from '../../src/monitor/account-sweep';
import { type ActivityReads, createActivityReads } from '../../src/monitor/activity-reads';
import { type ReadAccountDeps, type ReadOutcome, readAccount } from '../../src/monitor/read-account';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newBatch, newPortfolio } from '../support/portfolios';
import { brokerSettings } from '../support/system';

let simulator: Simulator;
let admin: SimulatorAdmin;
let ledger: Ledger;
let portfolio: NewPortfolio;
let reads: ActivityReads;
let outcomes: (ReadOutcome | undefined)[];
let heard: string[];
let lost: string[];
let monotonicMs: number;
let deps: ReadAccountDeps;
let close: () => void;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(simulator.url);
});
afterAll(() => simulator.close());

beforeEach(async () => {
  [ledger, portfolio, outcomes, heard, lost, monotonicMs] = [createMemoryLedger(), newPortfolio(), [], [], [], 0];
  await ledger.createPortfolio(portfolio, actor());
  const positions = Object.fromEntries(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  await admin.createAccount({ id: portfolio.accountId, cash: portfolio.cash, margin: true, positions });
  const broker = createAlpacaBroker(brokerSettings(simulator.url));
  close = () => undefined;
  deps = {
    ledger,
    broker,
    market: { latestPrices: () => Promise.resolve(new Map()) },
    client: {
      priceChanged: () => Promise.reject(new Error('nobody asks for a rebalance')),
      lookAgain: () => Promise.resolve(),
      callPerson: () => Promise.reject(new Error('nobody is called')),
    },
    isOpen: () => false,
  };
  reads = createActivityReads({
    ledger,
    broker,
    isMine: () => true,
    monotonicMs: () => monotonicMs,
    read: async (id) => {
      outcomes.push(await readAccount(deps, id, false, () => ({ name: 'monitor', at: new Date().toISOString() })));
      return outcomes.at(-1);
    },
  });
});

async function listen(): Promise<void> {
  close = openActivityNews(brokerSettings(simulator.url), {
    onActivity: (accountId) => {
      heard.push(accountId);
      reads.add(accountId);
    },
    onLoss: (reason) => lost.push(reason),
  });
  await deposited('0.01');
}
afterEach(async () => {
  close();
  await admin.clearFaults();
});

/** Nobody says when a stream has begun: cents go in until one is told of. */
async function deposited(usd: string): Promise<void> {
  await until(async () => {
    await admin.transfer({ accountId: portfolio.accountId, usd });
    await until(() => Promise.resolve(heard.length > 0), 200).catch(() => undefined);
    return heard.length > 0;
  }, 10_000);
  await reads.step();
}

const cash = async () => (await ledger.findPortfolio(portfolio.id))?.cash;
const cashAtBroker = async () =>
  (await createAlpacaBroker(brokerSettings(simulator.url)).account(portfolio.accountId)).cash;

test('a deposit and a dividend are in the books as soon as they are told of', async () => {
  await listen();
  const before = heard.length;
  await admin.transfer({ accountId: portfolio.accountId, usd: '100.00' });
  await until(() => Promise.resolve(heard.length > before), 60_000);
  await reads.step();
  await admin.payDividend({ symbol: 'META', usd: '0.50' });
  await until(() => Promise.resolve(heard.length > before + 1), 60_000);
  await reads.step();
  expect(await cash()).toBe(await cashAtBroker());
  const events = (await ledger.listAudit(portfolio.id)).map(({ event }) => event);
  expect(events.filter((event) => event === 'EXTERNAL_CASH_BOOKED')).toEqual([]);
});

test('an event that is told twice, or of a stranger, books nothing more', async () => {
  await listen();
  await admin.addFault({ match: { operation: 'event' }, effect: { kind: 'repeat-event' }, times: 1 });
  const before = heard.length;
  await admin.transfer({ accountId: portfolio.accountId, usd: '100.00' });
  await until(() => Promise.resolve(heard.length >= before + 2), 60_000);
  reads.add('a stranger');
  for (let step = 0; step < 3; step += 1) await reads.step();
  expect(await cash()).toBe(await cashAtBroker());
});

test('after a cut it is asked for what it told meanwhile', async () => {
  await listen();
  const before = heard.length;
  await admin.addFault({ match: { operation: 'event' }, effect: { kind: 'cut-stream' }, times: 1 });
  await admin.transfer({ accountId: portfolio.accountId, usd: '100.00' });
  await until(() => Promise.resolve(heard.length > before), 60_000);
  expect(lost).toHaveLength(1);
  await reads.step();
  expect(await cash()).toBe(await cashAtBroker());
});

test('an account that trades is read again until its batch has ended', async () => {
  await listen();
  const row = await ledger.findPortfolio(portfolio.id);
  const batch = newBatch({ portfolioId: portfolio.id, expectedVersion: row?.version ?? 0 });
  await ledger.openBatch(batch, actor());
  [outcomes, monotonicMs] = [[], monotonicMs + 60_000];
  reads.add(portfolio.accountId);
  await reads.step();
  await reads.step();
  monotonicMs += 5_000;
  await reads.step();
  expect(outcomes).toEqual(['busy', 'busy']);
});

test('what the account does not show yet is read again', async () => {
  await listen();
  [outcomes, monotonicMs] = [[], monotonicMs + 600_000];
  await admin.addActivity({ accountId: portfolio.accountId, type: 'CSD', usd: '100.00', moves: false });
  reads.add(portfolio.accountId);
  await reads.step();
  await admin.changeAccount(portfolio.accountId, { cash: (Number(await cash()) + 100).toFixed(2) });
  await reads.step();
  monotonicMs += 10_000;
  await reads.step();
  expect(outcomes).toEqual(['agrees', 'booked']);
});

test('without the stream the daily reading has a deposit and a dividend in the books', async () => {
  let nowMs = Date.now();
  const sweep = createAccountSweep({
    ...deps,
    ledger,
    broker: createAlpacaBroker(brokerSettings(simulator.url)),
    isMine: () => true,
    isBusy: () => false,
    requestsPerMinute: () => undefined,
    percent: 25,
    now: () => nowMs,
    onRead: (outcome) => outcomes.push(outcome),
  });
  await sweep.step();
  await admin.transfer({ accountId: portfolio.accountId, usd: '100.00' });
  await admin.payDividend({ symbol: 'META', usd: '0.50' });
  await sweep.step();
  expect(outcomes).toEqual(['agrees']);
  nowMs += 24 * 60 * 60_000;
  await sweep.step();
  expect(outcomes).toEqual(['agrees', 'booked']);
  const booked = await ledger.listActivities({ portfolioId: portfolio.id, state: 'BOOKED', limit: 10 });
  expect(booked.map(({ kind }) => kind).sort()).toEqual(['CASH_FLOW', 'DIVIDEND']);
  expect(await cash()).toBe(await cashAtBroker());
});
