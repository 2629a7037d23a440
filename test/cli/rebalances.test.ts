import { until } from '../../src/local/process/until';
import { NO_FUNDS } from '../support/bought';
import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());
afterEach(() => system.simulator.clearFaults());

const run = (...args: string[]) => command(system, ...args);

test('rebalance --wait answers with the outcome, and batches and orders show it', async () => {
  const id = await system.createPortfolio();
  const ended = await run('rebalance', id, '--wait', '--json');
  expect(ended).toMatchObject({
    exit: 0,
    answer: { ok: true, workflowId: `rebalance-${id}`, outcome: 'REBALANCED', driftBefore: '100.0000' },
  });
  const { answer } = await run('batches', id, '--json');
  expect(answer.batches).toMatchObject([{ id: ended.answer.batchId, state: 'SUCCESS' }]);
  const orders = await run('orders', id, '--json');
  expect(orders.answer.batchId).toBe(ended.answer.batchId);
  expect(orders.answer.orders).toMatchObject([
    { symbol: 'AAPL', state: 'SUCCESS' },
    { symbol: 'META', state: 'SUCCESS' },
    { symbol: 'MSFT', state: 'SUCCESS' },
  ]);
  expect((await run('orders', id)).stdout).toMatch(/order +BUY +AAPL +174\.\d+ +174\.\d+ .*SUCCESS/);
});

test('a rebalance that is not needed is ok', async () => {
  const id = await system.createPortfolio();
  await run('rebalance', id, '--wait');
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({ exit: 0, answer: { outcome: 'NOT_NEEDED' } });
});

test('a rebalance without --wait answers at once that it started', async () => {
  const id = await system.createPortfolio();
  expect(await run('rebalance', id, '--json')).toMatchObject({
    exit: 0,
    answer: { ok: true, workflowId: `rebalance-${id}` },
  });
});

test('a batch that was rolled back is a failure with its cause', async () => {
  const id = await system.createPortfolio();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'META', operation: 'submit' },
    effect: NO_FUNDS,
    times: 1,
  });
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({
    exit: 1,
    error: { ok: false, code: 'ROLLED_BACK', outcome: 'ROLLED_BACK', cause: { symbol: 'META' } },
  });
});

test('a refusal by the run has the exit code of that refusal', async () => {
  const id = await system.createPortfolio();
  await run('portfolio', 'pause', id);
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'PORTFOLIO_PAUSED' },
  });
  await system.ledger.markStale(
    id,
    { reason: 'BOOKS_DIFFER', cause: null, fills: [] },
    { name: 'test', at: new Date().toISOString() },
  );
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({ exit: 5, error: { code: 'PORTFOLIO_STALE' } });
});

test('who waits while the monitor’s rebalance is under way hears how that one ends; who does not is refused', async () => {
  const id = await system.createPortfolio();
  await system.simulator.addFault({ match: { accountId: id, operation: 'submit' }, effect: { kind: 'never-fill' } });
  const { workflowId, runId } = await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: ['META'] });
  expect(await run('rebalance', id, '--json')).toMatchObject({ exit: 2, error: { code: 'REBALANCE_RUNNING' } });
  expect(await run('rebalance', id, '--wait', '--timeout', '1', '--json')).toMatchObject({
    exit: 6,
    error: { code: 'TIMEOUT', runId, wasUnderWay: true },
  });
  let said = '';
  const waiting = command({ ...system, onProgress: (text) => (said += text) }, 'rebalance', id, '--wait');
  await until(async () => said.includes('is under way already'), 60_000);
  await system.temporal.workflow.getHandle(workflowId).cancel();
  expect(await waiting).toMatchObject({ exit: 1, stderr: expect.stringContaining('[ROLLED_BACK]') as string });
  expect(await system.ledger.listBatches(id)).toMatchObject([{ state: 'ROLLED_BACK', cause: { code: 'CANCELLED' } }]);
});

test('Ctrl-C ends the waiting, and says that the rebalance goes on', async () => {
  const id = await system.createPortfolio();
  await system.simulator.setSettings({ fillDelayMs: 1_000 });
  const interrupted = new AbortController();
  const waiting = command({ ...system, signal: interrupted.signal }, 'rebalance', id, '--wait', '--json');
  await until(async () => (await system.ledger.findOpenBatch(id)) !== undefined, 60_000);
  interrupted.abort();
  expect(await waiting).toMatchObject({ exit: 1, error: { code: 'INTERRUPTED' } });
  await system.simulator.setSettings({ fillDelayMs: 0 });
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
});

test('a wait that takes too long ends with the code of a timeout, and says that the rebalance continues', async () => {
  const id = await system.createPortfolio();
  await system.simulator.setSettings({ fillDelayMs: 5_000 });
  const ended = await run('rebalance', id, '--wait', '--timeout', '1', '--json');
  await system.simulator.setSettings({ fillDelayMs: 0 });
  expect(ended).toMatchObject({
    exit: 6,
    error: {
      code: 'TIMEOUT',
      wasUnderWay: false,
      message: expect.stringContaining('has not ended after 1 s and continues') as string,
    },
  });
});
