import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { buyPortfolio, NO_FUNDS } from '../support/bought';
import { booksOf, startSystem, type TestSystem } from '../support/system';
import { startWorkerProcess } from '../support/worker-process';

// The worker is told to stop in mid-batch, as a deploy does it, while the next one starts: a deploy is not a failure.

let system: TestSystem;
let client: RebalanceClient;
let taskQueue: string;
let worker: ChildProcess;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());
beforeEach(async () => {
  await system.simulator.clearFaults();
  await system.simulator.setSettings({ fillDelayMs: 0 });
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
  taskQueue = `deploys-${randomUUID()}`;
  client = createRebalanceClient(system.temporal, taskQueue);
  worker = await startWorkerProcess(system, taskQueue);
});
afterEach(async () => {
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
});

const bought = () => buyPortfolio(system, { policy: { cooldownAfterRollbackMs: 0 } });

const rebalance = (id: string) =>
  client.priceChanged({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, { symbols: ['META'] });

/** Starts the next worker and has the one before it end. */
async function deploy(): Promise<void> {
  const before = worker;
  const exited = once(before, 'exit');
  before.kill('SIGTERM');
  worker = await startWorkerProcess(system, taskQueue);
  expect(await exited).toEqual([0, null]);
}

async function entriesOf(id: string) {
  return (await system.simulator.journal()).filter(({ accountId }) => accountId === id);
}

async function expectNothingUndone(id: string): Promise<void> {
  const entries = await entriesOf(id);
  expect(entries.filter(({ kind }) => kind === 'cancel')).toEqual([]);
  expect(entries.filter(({ clientOrderId = '' }) => clientOrderId.includes('-r-'))).toEqual([]);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
}

test('orders that are open when the worker is told to stop are followed to their end by the next one', async () => {
  const id = await bought();
  await system.simulator.setSettings({ fillDelayMs: 25_000 });
  await system.simulator.setPrices({ META: '440.00' });
  const running = await rebalance(id);
  await until(async () => (await system.broker.account(id)).openOrders.length === 3, 60_000);
  await deploy();
  expect(await running.result()).toMatchObject({ outcome: 'REBALANCED' });
  await expectNothingUndone(id);
});

test('an order that waits for the request limit when the worker is told to stop is sent by the next one', async () => {
  const id = await bought();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: { kind: 'rate-limit', retryAfterSeconds: 45 },
  });
  await system.simulator.setPrices({ META: '440.00' });
  const running = await rebalance(id);
  const waiting = async () => (await entriesOf(id)).some(({ fault }) => fault === 'rate-limit');
  await until(waiting, 60_000);
  await deploy();
  expect(await running.result()).toMatchObject({ outcome: 'REBALANCED' });
  await expectNothingUndone(id);
});

test('a rollback that asks and reverses when the worker is told to stop is finished by the next one', async () => {
  const id = await bought();
  const before = await booksOf(system, id);
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: NO_FUNDS,
  });
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'META', kind: 'order', operation: 'submit' },
    effect: { kind: 'hide', ms: 20_000 },
  });
  await system.simulator.setPrices({ META: '440.00' });
  const running = await rebalance(id);

  const asks = async () =>
    (await entriesOf(id)).filter(({ kind, clientOrderId = '' }) => kind === 'lookup' && clientOrderId.includes('META'))
      .length;
  const soFar = await asks();
  await until(async () => (await asks()) > soFar + 2, 60_000);
  await deploy();
  expect(await running.result()).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'INSUFFICIENT_FUNDS' } });
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  expect(books.ledger.holdings).toEqual(before.ledger.holdings);
});
