import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRebalanceClient, type RunningRebalance } from '../../src/client';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { NO_FUNDS } from '../support/bought';
import type { CrashPoint } from '../support/crashing-adapters';
import { booksOf, positionsOf, startSystem, type TestSystem } from '../support/system';
import { startWorkerProcess } from '../support/worker-process';

// One worker process after the other is killed at a named point of one order, each in the middle of what the one before left.

interface Case {
  point: CrashPoint;
  tail: string;
  /** One order is refused, so that the batch rolls back. */
  refused: boolean;
}

// Sells come first in a batch, then buys by symbol: META is its first order, AAPL the middle one, MSFT the last.
const ORDERS = ['META-o', 'AAPL-o', 'MSFT-o'];
const EACH_ORDER: CrashPoint[] = [
  'after it is marked sent',
  'after the broker took it',
  'before its end is recorded',
  'before the commit of its end',
  'after the commit of its end',
];
const CASES: Case[] = [
  { point: 'before the intent', tail: '', refused: false },
  { point: 'after the intent', tail: '', refused: false },
  { point: 'before the batch is closed', tail: '', refused: false },
  ...EACH_ORDER.flatMap((point) => ORDERS.map((tail) => ({ point, tail, refused: false }))),
  // MSFT is refused, so the two that filled are reversed.
  ...EACH_ORDER.flatMap((point) => ['META-r', 'AAPL-r'].map((tail) => ({ point, tail, refused: true }))),
];

let system: TestSystem;
let child: ChildProcess | undefined;
const taskQueue = `crash-${randomUUID()}`;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await system.close();
});

test('a worker killed at any point of any order leaves each portfolio whole, and sends nothing twice', async () => {
  const policy = { cooldownAfterRollbackMs: DEFAULT_POLICY.cooldownAfterRollbackMs };
  const ids = await Promise.all(CASES.map(() => system.createPortfolio({ policy })));
  for (const outcome of await system.lookOnce()) expect(outcome.outcome).toBe('REBALANCED');
  const before = await Promise.all(ids.map((id) => positionsOf(system, id)));
  await system.simulator.setPrices({ META: '440.00' });

  const client = createRebalanceClient(system.temporal, taskQueue);
  const runs: RunningRebalance[] = [];
  for (const [index, { point, tail, refused }] of CASES.entries()) {
    const id = ids[index] ?? '';
    if (refused)
      await system.simulator.addFault({
        match: { accountId: id, symbol: 'MSFT', kind: 'order', operation: 'submit' },
        effect: NO_FUNDS,
      });
    child = await startWorkerProcess(system, taskQueue, { portfolioId: id, point, tail });
    const died = once(child, 'exit');
    runs.push(await client.priceChanged({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, { symbols: ['META'] }));
    expect({ point, tail, died: await died }).toEqual({ point, tail, died: [null, 'SIGKILL'] });
  }
  child = await startWorkerProcess(system, taskQueue);
  const outcomes = await Promise.all(runs.map((run) => run.result()));

  const journal = await system.simulator.journal();
  for (const [index, { point, tail, refused }] of CASES.entries()) {
    const id = ids[index] ?? '';
    const named = { point, tail };
    const batches = await system.ledger.listBatches(id);
    const accepted = journal
      .filter(({ kind, accountId, status = 500 }) => kind === 'submit' && accountId === id && status < 300)
      .map(({ clientOrderId }) => clientOrderId);
    const books = await booksOf(system, id);
    expect({ ...named, outcome: outcomes[index]?.outcome }).toEqual({
      ...named,
      outcome: refused ? 'ROLLED_BACK' : (expect.stringMatching(/REBALANCED|ROLLED_BACK/) as string),
    });
    expect({ ...named, twice: accepted.filter((one, at) => accepted.indexOf(one) !== at) }).toEqual({
      ...named,
      twice: [],
    });
    expect({ ...named, books: books.ledger }).toEqual({ ...named, books: books.broker });
    expect({ ...named, open: (await system.broker.account(id)).openOrders }).toEqual({ ...named, open: [] });
    expect({ ...named, batches: batches.length }).toEqual({ ...named, batches: 2 });
    if (outcomes[index]?.outcome === 'ROLLED_BACK') expect(await positionsOf(system, id)).toBe(before[index]);
  }
}, 600_000);
