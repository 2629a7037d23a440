// Program: rebalances and rolls back without a pause for --minutes (20), and shows whether worker and monitor grow. Needs no quiet machine.

import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Client } from 'pg';
import { table } from '../src/cli/screen/table';
import { DEFAULT_POLICY } from '../src/domain/policy';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { percentile } from './measures';
import { type Stand, startStand } from './stand';

const PORTFOLIOS = Array.from({ length: 8 }, (_, index) => `soak-${index}`);
const WARM_UP_MS = 5 * 60_000;
/** Growth is between the medians of the first and the last of these. */
const WINDOW_MS = 3 * 60_000;
const EVERY_MS = 5_000;
const MOVE_EVERY_MS = 2_500;

/** What one program, or the database, showed at one moment. */
type Sample = Record<string, number>;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' } } });
  const minutes = Number.parseInt(values.minutes, 10);
  const before = await readdir(tmpdir());
  const stand = await startStand();
  try {
    await createPortfolios(stand);
    const worker = await stand.start('worker', 'dist/worker.js');
    const monitor = await stand.start('monitor', 'dist/monitor/main.js');
    const stop = new AbortController();
    const moving = movePrices(stand, stop.signal);
    const look = async () => ({
      ...labelled('worker', await vitalsOf(worker.statusUrl)),
      ...labelled('monitor', await vitalsOf(monitor.statusUrl)),
      'database connections': await connections(stand),
    });
    console.log(`warming up for ${WARM_UP_MS / 60_000} minutes, then ${minutes} minutes …`);
    await sleep(WARM_UP_MS);
    const done = await batches(stand);
    const samples: Sample[] = [];
    for (let at = 0; at <= minutes * 60_000; at += EVERY_MS) {
      samples.push(await look());
      await sleep(EVERY_MS);
    }
    stop.abort();
    await moving;
    console.log(show(samples));
    console.log(`batches meanwhile: ${JSON.stringify(difference(await batches(stand), done))}`);
  } finally {
    await stand.close();
  }
  const left = (await readdir(tmpdir())).filter(
    (name) => name.startsWith('autobalancer-bench') && !before.includes(name),
  );
  console.log(left.length === 0 ? 'nothing is left in the temporary directory' : `left behind: ${left.join(', ')}`);
}

async function createPortfolios({ databaseUrl, admin }: Stand): Promise<void> {
  const ledger = createPostgresLedger(databaseUrl);
  const targets = ['AAPL', 'META', 'MSFT', 'NVDA'].map((symbol) => ({ symbol, percent: '25.0000' }));
  const policy = { ...DEFAULT_POLICY, cooldownAfterRollbackMs: 0, reversalDelayMs: 1_000 };
  for (const id of PORTFOLIOS) {
    await admin.createAccount({ id, cash: '100000.00', margin: true });
    await ledger.createPortfolio(
      { id, accountId: id, policy, targets, holdings: [], cash: '100000.00' },
      { name: 'soak', at: new Date().toISOString() },
    );
  }
  await ledger.close();
}

/** Each move puts every portfolio past its threshold; every fourth time one of them has an order refused, in turn. */
async function movePrices({ admin }: Stand, signal: AbortSignal): Promise<void> {
  for (let move = 0; !signal.aborted; move += 1) {
    if (move % 4 === 0)
      await admin.addFault({
        match: { operation: 'submit', symbol: 'AAPL', accountId: PORTFOLIOS[(move / 4) % PORTFOLIOS.length] ?? '' },
        effect: { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
      });
    await admin.setPrices({ META: move % 2 === 0 ? '480' : '400' });
    await sleep(MOVE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

const VITALS = {
  'resident MB': ['process_resident_memory_bytes', 2 ** 20],
  'heap MB': ['nodejs_heap_size_used_bytes', 2 ** 20],
  'open files': ['process_open_fds', 1],
} as const;

async function vitalsOf(statusUrl: string): Promise<Sample> {
  const text = await (await fetch(`${statusUrl}/metrics`)).text();
  return Object.fromEntries(
    Object.entries(VITALS).map(([name, [metric, unit]]) => {
      const [, value = 'NaN'] = new RegExp(`^${metric} (\\S+)$`, 'm').exec(text) ?? [];
      return [name, Number.parseInt(value, 10) / unit];
    }),
  );
}

const connections = ({ superuserUrl }: Stand) =>
  count(
    superuserUrl,
    "SELECT 'all' AS name, count(*)::int AS n FROM pg_stat_activity WHERE datname = 'autobalancer'",
  ).then(({ all = 0 }) => all);

/** Closed batches by their state. */
function batches({ superuserUrl }: Stand): Promise<Sample> {
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  return count(url.href, 'SELECT state AS name, count(*)::int AS n FROM batches GROUP BY 1');
}

async function count(url: string, query: string): Promise<Sample> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; n: number }>(query);
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  } finally {
    await client.end();
  }
}

function show(samples: readonly Sample[]): string {
  const width = WINDOW_MS / EVERY_MS;
  const rows = Object.keys(samples[0] ?? {}).map((name) => {
    const values = samples.map((sample) => sample[name] ?? Number.NaN);
    const [first, last] = [percentile(values.slice(0, width), 50), percentile(values.slice(-width), 50)];
    return [name, first.toFixed(1), last.toFixed(1), (last - first).toFixed(1)];
  });
  return table(['', 'FIRST', 'LAST', 'GROWTH'], rows);
}

const labelled = (program: string, sample: Sample): Sample =>
  Object.fromEntries(Object.entries(sample).map(([name, value]) => [`${program}: ${name}`, value]));

const difference = (after: Sample, before: Sample): Sample =>
  Object.fromEntries(Object.entries(after).map(([name, n]) => [name, n - (before[name] ?? 0)]));

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error('soak:', error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
