// Rebalances a second: ours and the plain saga in turns, on the same servers, at 1 and at 50 portfolios at a time. Each rebalance is the
// first purchase of a portfolio: a plan, its orders together, a commit. At the end ours once more without the broker's stream of orders.

import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createRebalanceClient } from '../src/client';
import { rebalanceWorkflowId } from '../src/domain/ids';
import { DEFAULT_POLICY } from '../src/domain/policy';
import type { Ledger } from '../src/ledger/ledger';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { brokerCalls, cpuMs, percentile, writingTransactions } from './measures';
import type { Stand } from './stand';

const ROUNDS = 2;
const ONE_AT_A_TIME = { atATime: 1, portfolios: 20, holdings: 3 };
const LOADS = [
  ONE_AT_A_TIME,
  { atATime: 1, portfolios: 20, holdings: 10 },
  { atATime: 50, portfolios: 150, holdings: 3 },
];
const WARM_UP = { atATime: 10, portfolios: 20, holdings: 3 };
/** Of three or of ten holdings. */
const SYMBOLS = ['AAPL', 'META', 'MSFT', 'AMD', 'BAC', 'CVX', 'HD', 'JNJ', 'KO', 'PG'];

export interface Measured {
  way: string;
  atATime: number;
  holdings: number;
  rebalances: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Of one rebalance, on average. */
  events: number;
  posts: number;
  brokerCalls: number;
  commits: number;
  cpuMs: Record<string, number>;
}

interface Way {
  name: string;
  statusUrl: string;
  /** Runs one rebalance to its end. */
  run(portfolioId: string): Promise<void>;
}

type Load = (typeof LOADS)[number];

export async function benchRebalances(stand: Stand, say: (line: string) => void): Promise<Measured[]> {
  const connection = await Connection.connect({ address: stand.temporalAddress });
  const client = new Client({ connection });
  const ledger = createPostgresLedger(stand.databaseUrl);
  const ours = await stand.start('ours', 'dist/worker.js');
  const plain = await stand.start('plain saga', 'bench/baseline/worker.ts');
  const ways = [ourWay(client, ours.statusUrl), plainWay(client, plain.statusUrl)];
  const rows: Measured[] = [];
  const take = async (way: Way, load: Load) => {
    const row = await measure(stand, client, ledger, way, load);
    say(`${row.way}, ${row.atATime} at a time, ${row.holdings} orders: ${row.perSecond}/s, p50 ${row.p50Ms} ms`);
    rows.push(row);
  };
  for (const way of ways) await measure(stand, client, ledger, way, WARM_UP);
  for (const load of LOADS)
    for (let round = 0; round < ROUNDS; round += 1) for (const way of ways) await take(way, load);
  await Promise.all([ours.stop(), plain.stop()]);
  await stand.admin.addFault({ match: { operation: 'listen' }, effect: { kind: 'refuse-stream' }, times: 100_000 });
  const polling = await stand.start('ours, polling', 'dist/worker.js');
  const polled = { ...ourWay(client, polling.statusUrl), name: 'ours, polling' };
  await measure(stand, client, ledger, polled, WARM_UP);
  for (let round = 0; round < ROUNDS; round += 1) await take(polled, ONE_AT_A_TIME);
  await polling.stop();
  await stand.admin.clearFaults();
  await ledger.close();
  await connection.close();
  return rows;
}

export function ourWay(client: Client, statusUrl: string): Way {
  const rebalances = createRebalanceClient(client);
  return {
    name: 'ours',
    statusUrl,
    run: async (id) => {
      const started = await rebalances.priceChanged({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, { symbols: ['META'] });
      const outcome = await started.result();
      if (outcome.outcome !== 'REBALANCED') throw new Error(`${id}: ${JSON.stringify(outcome)}`);
    },
  };
}

function plainWay(client: Client, statusUrl: string): Way {
  return {
    name: 'plain saga',
    statusUrl,
    run: async (id) => {
      const options = { workflowId: rebalanceWorkflowId(id), taskQueue: 'baseline', args: [id] };
      const outcome: unknown = await client.workflow.execute('plainSaga', options);
      if (outcome !== 'REBALANCED') throw new Error(`${id}: ${String(outcome)}`);
    },
  };
}

async function measure(stand: Stand, client: Client, ledger: Ledger, way: Way, load: Load): Promise<Measured> {
  const ids = await createPortfolios(stand, ledger, load.portfolios, load.holdings);
  const before = await counters(stand, way);
  const startedAt = performance.now();
  const durations = await runAll(ids, load.atATime, way.run);
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await counters(stand, way);
  const each = (count: number) => Math.round((count / ids.length) * 10) / 10;
  const calls = (name?: string) =>
    [...after.calls].reduce(
      (sum, [call, n]) => sum + (name === undefined || call === name ? n - (before.calls.get(call) ?? 0) : 0),
      0,
    );
  return {
    way: way.name,
    atATime: load.atATime,
    holdings: load.holdings,
    rebalances: ids.length,
    perSecond: Math.round((ids.length / seconds) * 10) / 10,
    p50Ms: percentile(durations, 50),
    p99Ms: percentile(durations, 99),
    events: await averageEvents(client, ids.slice(0, 20)),
    posts: each(calls('POST orders')),
    brokerCalls: each(calls()),
    // The second asking is in the difference.
    commits: each(after.transactions - before.transactions - 1),
    cpuMs: Object.fromEntries(
      Object.entries(after.cpu).map(([name, ms]) => [name, each(ms - (before.cpu[name] ?? 0))]),
    ),
  };
}

async function counters(stand: Stand, way: Way) {
  const names = ['temporal', 'postgres', 'simulator', way.name];
  return {
    calls: await brokerCalls(way.statusUrl),
    transactions: await writingTransactions(stand.superuserUrl),
    cpu: Object.fromEntries(
      names.map((name) => [name === way.name ? 'worker' : name, cpuMs(stand.pids[name] ?? 0) ?? 0]),
    ),
  };
}

export async function createPortfolios(stand: Stand, ledger: Ledger, count: number, holdings = 3): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `p-${randomUUID()}`);
  const targets = SYMBOLS.slice(0, holdings).map((symbol, n) => ({ symbol, percent: percentOf(n, holdings) }));
  const by = { name: 'bench', at: new Date().toISOString() };
  for (const id of ids) {
    await stand.admin.createAccount({ id, cash: '100000.00', margin: true });
    await ledger.createPortfolio(
      { id, accountId: id, policy: DEFAULT_POLICY, targets, holdings: [], cash: '100000.00' },
      by,
    );
  }
  return ids;
}

/** Equal parts, of which the last has what rounding left over. */
function percentOf(n: number, parts: number): string {
  const hundredths = Math.floor(10_000 / parts);
  const own = n === parts - 1 ? 10_000 - hundredths * (parts - 1) : hundredths;
  return (own / 100).toFixed(4);
}

/** Runs `work` for each id, so many at a time; returns how long each took, in milliseconds. */
export async function runAll(ids: string[], atATime: number, work: (id: string) => Promise<void>): Promise<number[]> {
  const waiting = [...ids];
  const durations: number[] = [];
  const runOne = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const startedAt = performance.now();
      await work(id);
      durations.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: atATime }, runOne));
  return durations;
}

async function averageEvents(client: Client, ids: string[]): Promise<number> {
  const lengths = await Promise.all(
    ids.map(async (id) => (await client.workflow.getHandle(rebalanceWorkflowId(id)).describe()).historyLength),
  );
  return Math.round((lengths.reduce((sum, length) => sum + length, 0) / lengths.length) * 10) / 10;
}
