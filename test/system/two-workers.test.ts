// Two workers have one key of the broker's: its stream of orders tells both, and both spend one budget.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRebalanceClient } from '../../src/client';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { isAccept } from '../simulation/judge';
import type { Counted } from '../support/crashing-worker';
import { booksOf, startSystem, type TestSystem } from '../support/system';
import { startWorkerProcess } from '../support/worker-process';

const PORTFOLIOS = 4;
const ORDERS = 3 * PORTFOLIOS;
/** Of a minute: there is room for what both reserve, and hardly for more. */
const LIMIT = 100;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

test('two worker processes with one key both hear of every order, keep to its budget, and miss or repeat none', async () => {
  await system.simulator.setSettings({ fillDelayMs: 500, requestsPerMinute: LIMIT });
  const taskQueue = `two-${randomUUID()}`;
  const workers = await Promise.all([0, 1].map(() => startWorkerProcess(system, taskQueue, null, 'shared')));
  const printed = workers.map(({ stdout }) => {
    let text = '';
    stdout?.on('data', (data: Buffer) => (text += data.toString()));
    return () => JSON.parse(text.trim().split('\n').at(-1) ?? '') as Counted;
  });
  const ids: string[] = [];
  for (let n = 0; n < PORTFOLIOS; n += 1) ids.push(await system.createPortfolio());
  const client = createRebalanceClient(system.temporal, taskQueue);
  const { lockTtlMs } = DEFAULT_POLICY;
  const runs = await Promise.all(ids.map((id) => client.priceChanged({ id, lockTtlMs }, { symbols: ['META'] })));
  for (const run of runs) expect(await run.result()).toMatchObject({ outcome: 'REBALANCED' });

  const ended = workers.map((worker) => once(worker, 'close'));
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(ended);
  const taken = (await system.simulator.journal()).filter(isAccept).map(({ clientOrderId }) => clientOrderId);
  expect([taken.length, new Set(taken).size]).toEqual([ORDERS, ORDERS]);
  for (const id of ids) {
    const books = await booksOf(system, id);
    expect(books.ledger).toEqual(books.broker);
  }
  const counted = printed.map((read) => read());
  // Each order is told of twice: that it was taken, and that it filled.
  expect(counted.map(({ events, limited }) => [events, limited])).toEqual([
    [2 * ORDERS, 0],
    [2 * ORDERS, 0],
  ]);
  expect(Math.max(...counted.map(({ wakes }) => wakes))).toBeGreaterThan(0);
});
