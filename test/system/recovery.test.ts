import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultPayloadConverter } from '@temporalio/common';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { Outcome } from '../../src/domain/steps';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { outcomeOf } from '../../src/temporal/outcome';
import { buyPortfolio, leaveOpen, NO_FUNDS } from '../support/bought';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy';
import { booksOf, positionsOf, startSystem, type TestSystem } from '../support/system';

const execFileAsync = promisify(execFile);
let proxy: CuttingProxy;
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({
    databaseUrl: async (url) => {
      proxy = await startCuttingProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await system.close();
  await proxy.close();
});
beforeEach(async () => {
  await system.simulator.clearFaults();
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
});

const LOCK = { lockTtlMs: DEFAULT_POLICY.lockTtlMs };
const runOf = (id: string, of = system) => of.temporal.workflow.getHandle(rebalanceWorkflowId(id));

const bought = (of = system, policy: Partial<Policy> = {}) =>
  buyPortfolio(of, { policy: { cooldownAfterRollbackMs: 0, ...policy } });

/** The next batch sells META and buys AAPL, and MSFT is open at the broker until somebody cancels it. */
const inMidBatch = (id: string, of = system) => leaveOpen(of, id);

async function untilHalfFilled(id: string, of = system): Promise<void> {
  await until(async () => {
    const orders = (await of.ledger.findOpenBatch(id))?.orders ?? [];
    return orders.filter((order) => order.state === 'SUCCESS').length === 2 && orders[2]?.sentAt !== null;
  }, 60_000);
}

async function expectWhole(id: string, before: string, of = system): Promise<void> {
  const books = await booksOf(of, id);
  expect(books.ledger).toEqual(books.broker);
  expect(await positionsOf(of, id)).toBe(before);
  const accepted = (await of.simulator.journal())
    .filter(({ kind, accountId, status = 500 }) => kind === 'submit' && accountId === id && status < 300)
    .map(({ clientOrderId }) => clientOrderId);
  expect(new Set(accepted).size).toBe(accepted.length);
  expect((await of.broker.account(id)).openOrders).toEqual([]);
}

test('a run that is stuck past its hard TTL is replaced by the server, with no gap for 200 starts that race it', async () => {
  const id = await bought();
  const before = await positionsOf(system, id);
  await inMidBatch(id);
  const workflowId = rebalanceWorkflowId(id);
  const first = await system.temporal.workflow.start('rebalancePortfolio', {
    workflowId,
    taskQueue: system.taskQueue,
    args: [{ portfolioId: id, ...LOCK }],
    // The recovery run has as long: it needs the submit window and its reversals.
    workflowRunTimeout: '15s',
    retry: { initialInterval: '1s' },
  });
  await untilHalfFilled(id);
  const firstBatch = await system.ledger.findOpenBatch(id);
  // A step that would be tried again only after the run's end fails instead. Without the ledger none of the steps that follow ends.
  proxy.setAway(true);
  let racing = true;
  const race = (async () => {
    for (let round = 0; racing && round < 300; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => system.client.ensureRunning({ id, ...LOCK })));
  })();
  const stuck = system.temporal.workflow.getHandle(workflowId, first.firstExecutionRunId);
  await until(async () => (await stuck.describe()).status.name === 'TIMED_OUT', 60_000);
  racing = false;
  await race;
  proxy.setAway(false);
  // The event that closes the run names the one that takes its place: the id was never free.
  const { events } = await stuck.fetchHistory();
  const next = events?.at(-1)?.workflowExecutionTimedOutEventAttributes?.newExecutionRunId ?? '';
  expect(next).not.toBe('');
  const recovery = await system.temporal.workflow.getHandle(workflowId, next).describe();
  expect(recovery.raw.workflowExecutionInfo?.firstRunId).toBe(first.firstExecutionRunId);
  expect(await outcomeOf(system.temporal, workflowId, first.firstExecutionRunId)).toMatchObject({
    outcome: 'ROLLED_BACK',
    batchId: firstBatch?.id,
  });
  expect((await system.ledger.findBatch(firstBatch?.id ?? ''))?.epoch).toBe((firstBatch?.epoch ?? 0) + 1);
  await expectWhole(id, before);
});

test('a run terminated by hand in mid-batch is settled by the next sweep, before anything is planned', async () => {
  const id = await bought();
  const before = await positionsOf(system, id);
  await inMidBatch(id);
  void system.lookAt(id).catch(() => undefined);
  await untilHalfFilled(id);
  await runOf(id).terminate('by hand');
  // Within the limits of a rollback, and not past the threshold any more.
  await system.simulator.setPrices({ META: '419.00' });
  await system.lookAt(id);
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
  expect((await system.ledger.listBatches(id)).at(-1)).toMatchObject({ state: 'ROLLED_BACK', epoch: 2 });
  await expectWhole(id, before);
});

test('a cancel request, the main button of the Web UI, stops the orders and rolls back', async () => {
  const id = await bought();
  const before = await positionsOf(system, id);
  await inMidBatch(id);
  const looking = system.lookAt(id);
  await untilHalfFilled(id);
  await runOf(id).cancel();
  expect(await looking).toMatchObject([{ outcome: 'ROLLED_BACK', cause: { code: 'CANCELLED' } }]);
  await expectWhole(id, before);
});

test('a run reset by hand in mid-batch goes on with the same batch and sends nothing twice', async () => {
  const id = await bought();
  await inMidBatch(id);
  void system.lookAt(id).catch(() => undefined);
  await untilHalfFilled(id);
  // The first task decides: what it planned is planned again.
  const reset = () =>
    execFileAsync(process.env.TEST_TEMPORAL_CLI ?? '', [
      ...['workflow', 'reset', '--address', process.env.TEST_TEMPORAL_ADDRESS ?? ''],
      ...['--workflow-id', rebalanceWorkflowId(id), '--type', 'FirstWorkflowTask', '--reason', 'by hand'],
    ]);
  // The server refuses while it is at work on the run ("Workflow is busy").
  await until(() => reset().then(() => true), 60_000);
  await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'stop it', undo: true });
  await until(async () => (await runOf(id).describe()).type === 'stalePortfolio', 60_000);
  expect((await system.ledger.listBatches(id)).map((batch) => batch.state)).toEqual(['SUCCESS', 'ROLLED_BACK']);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
});

test('a signal that cannot be decoded changes nothing for a running rebalance', async () => {
  const id = await bought();
  await inMidBatch(id);
  const looking = system.lookAt(id);
  await untilHalfFilled(id);
  for (const signalName of ['priceChanged', 'stale', 'nobodyKnowsThis'])
    await system.temporal.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: rebalanceWorkflowId(id) },
      signalName,
      input: { payloads: [{ ...defaultPayloadConverter.toPayload('x'), data: Buffer.from('{broken') }] },
    });
  // Whoever sends `stale` wants it to stop, whatever else was said.
  expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'FROZEN' }]);
});

test('a ledger that is down for a while delays a batch and loses nothing', async () => {
  const id = await bought();
  await system.simulator.setSettings({ fillDelayMs: 1_500 });
  await system.simulator.setPrices({ META: '440.00' });
  const looking = system.lookAt(id);
  await until(async () => (await system.broker.account(id)).openOrders.length > 0, 60_000);
  proxy.setAway(true);
  await until(async () => (await system.broker.account(id)).openOrders.length === 0, 60_000);
  proxy.setAway(false);
  expect(await looking).toMatchObject([{ outcome: 'REBALANCED' }]);
  await system.simulator.setSettings({ fillDelayMs: 0 });
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
});

test('a rollback of three orders stays within its history budget', async () => {
  const id = await bought();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: NO_FUNDS,
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
  const { events } = await runOf(id).fetchHistory();
  expect(events?.length).toBeLessThanOrEqual(60);
});

test('a Temporal server that is killed in the middle of a batch comes back with the run, which ends as if nothing had happened', async () => {
  const directory = await temporaryDirectory('killed');
  const options = { binary: process.env.TEST_TEMPORAL_CLI ?? '', uiPort: 0, dbFile: join(directory, 'temporal.db') };
  const first = await startTemporal({ ...options, preferredPort: 0 });
  const own = await startSystem({ temporalAddress: first.address });
  const id = await bought(own);
  await own.simulator.setSettings({ fillDelayMs: 3_000 });
  await own.simulator.setPrices({ META: '440.00' });
  const looking = own.lookAt(id).catch(() => [] as Outcome[]);
  await until(async () => (await own.broker.account(id)).openOrders.length > 0, 60_000);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const again = await startTemporal({ ...options, preferredPort: Number(first.address.split(':')[1]) });
  expect(again.address).toBe(first.address);
  await until(async () => (await runOf(id, own).describe()).status.name === 'COMPLETED', 60_000);
  await looking;
  expect((await own.ledger.listBatches(id)).map((batch) => batch.state)).toEqual(['SUCCESS', 'SUCCESS']);
  const books = await booksOf(own, id);
  expect(books.ledger).toEqual(books.broker);
  await own.close();
  await again.stop();
  await rm(directory, { recursive: true });
});
