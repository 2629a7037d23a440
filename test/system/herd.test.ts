// Many portfolios drift by one tick, and whatever happens to monitors and servers meanwhile, each is rebalanced once.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { migrate } from '../../src/ledger/postgres/migrate';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { type PostgresServer, startPostgres } from '../../src/local/servers/postgres-server';
import { provisionDatabase } from '../../src/local/servers/provision-database';
import { startTemporal, type TemporalServer } from '../../src/local/servers/temporal-server';
import { isInShard } from '../../src/monitor/shard';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { type RunningProgram, startProgram } from '../support/programs';
import { THIRDS } from '../support/system';

const PORTFOLIOS = 60;
const IDS = Array.from({ length: PORTFOLIOS }, (_, n) => `herd-${n}`);
const WITHIN_MS = 120_000;
jest.setTimeout(300_000);

let directory: string;
let postgres: PostgresServer;
let temporal: TemporalServer;
let simulator: Simulator;
let admin: SimulatorAdmin;
let ledger: Ledger;
let env: Record<string, string>;
const programs = new Set<RunningProgram>();
let closing = false;

beforeAll(async () => {
  directory = await temporaryDirectory('herd');
  [postgres, temporal, simulator] = await Promise.all([
    startPostgres({ dataDir: join(directory, 'postgres'), preferredPort: 0, durable: true }),
    startTemporal({ ...temporalOptions(), preferredPort: 0 }),
    startSimulator({ port: 0, fillDelayMs: 500 }),
  ]);
  const { ownerUrl, appUrl } = await provisionDatabase(postgres.superuserUrl, 'autobalancer');
  await migrate(ownerUrl);
  admin = createSimulatorAdmin(simulator.url);
  ledger = createPostgresLedger(appUrl);
  env = {
    DATABASE_URL: appUrl,
    TEMPORAL_ADDRESS: temporal.address,
    AUTOBALANCER_BROKER_URL: simulator.url,
    AUTOBALANCER_STATUS_PORT: '0',
    AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
  await Promise.all(IDS.map(createPortfolio));
  start('src/worker.ts');
});
afterAll(async () => {
  closing = true;
  await Promise.all([...programs].map((program) => program.kill()));
  await ledger.close();
  await simulator.close();
  await Promise.all([postgres.stop(), temporal.stop()]);
  await rm(directory, { recursive: true });
});

const temporalOptions = () => ({
  binary: process.env.TEST_TEMPORAL_CLI ?? '',
  uiPort: 0,
  dbFile: join(directory, 'temporal.db'),
});

function start(script: string, ...args: string[]): RunningProgram {
  const program = startProgram(script, env, args);
  programs.add(program);
  return program;
}

const startMonitor = (...args: string[]) => start('src/monitor/main.ts', ...args);

/** A monitor that is started again whenever it ends, as an orchestrator does: it does not start without a database. */
function keepMonitor(): { now(): RunningProgram } {
  let monitor = startMonitor();
  const again = (): void => {
    programs.delete(monitor);
    if (closing) return;
    monitor = startMonitor();
    void monitor.ended().then(again);
  };
  void monitor.ended().then(again);
  return { now: () => monitor };
}

/** At its targets with META at $400. */
async function createPortfolio(id: string): Promise<void> {
  const positions = { AAPL: '175', META: '83.1', MSFT: '79.1' };
  const holdings = Object.entries(positions).map(([symbol, quantity]) => ({ symbol, quantity }));
  await admin.createAccount({ id, cash: '250.00', margin: true, positions });
  await ledger.createPortfolio(
    // However slow this machine is, no plan is too old.
    { id, accountId: id, policy: { ...DEFAULT_POLICY, planTtlMs: 540_000 }, targets: THIRDS, holdings, cash: '250.00' },
    { name: 'test', at: new Date().toISOString() },
  );
}

async function metric({ statusUrl }: RunningProgram, name: string): Promise<number> {
  const text = await (await fetch(`${await statusUrl()}/metrics`)).text();
  return Math.trunc(+(new RegExp(`^autobalancer_${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN));
}

/** Resolves when so many portfolios have ended `batches` batches. */
const untilEnded = (portfolios: number, batches: number) =>
  until(async () => (await endedBatches()).filter((count) => count >= batches).length >= portfolios, WITHIN_MS);

async function endedBatches(): Promise<number[]> {
  try {
    const all = await Promise.all(IDS.map((id) => ledger.listBatches(id)));
    return all.map((batches) => batches.filter(({ state }) => state !== 'PENDING').length);
  } catch {
    // Postgres is away.
    return [];
  }
}

/** Whoever wants another rebalance has had the time to ask for it. */
async function untilLookedAgain(monitor: () => RunningProgram): Promise<void> {
  let before = Number.POSITIVE_INFINITY;
  await until(async () => {
    const looks = await metric(monitor(), 'look_seconds_count');
    before = Math.min(before, looks);
    return looks >= before + 5;
  }, WITHIN_MS);
}

/** What the broker saw behind `after` is one rebalance of each portfolio: nothing is missing, doubled or taken back. */
async function expectEachOnce(after: number, batches: number): Promise<void> {
  const accepted = (await admin.journal(after)).filter(({ kind, status = 500 }) => kind === 'submit' && status < 300);
  for (const id of IDS) {
    const sent = accepted.filter(({ accountId }) => accountId === id);
    expect([id, sent.map(({ symbol, side }) => `${side} ${symbol}`).sort()]).toEqual([
      id,
      ['BUY AAPL', 'BUY MSFT', 'SELL META'],
    ]);
    expect(new Set(sent.map(({ clientOrderId }) => clientOrderId)).size).toBe(3);
    expect([id, (await ledger.listBatches(id)).map(({ state }) => state)]).toEqual([
      id,
      Array.from({ length: batches }, () => 'SUCCESS'),
    ]);
  }
}

test('two monitors share many drifted portfolios by shard, a third of the same shard changes nothing, and each portfolio is rebalanced once', async () => {
  const monitors = ['1/2', '2/2', '2/2'].map((shard) => startMonitor('--shard', shard));
  const mine = [1, 2, 2].map((number) => IDS.filter((id) => isInShard(id, { number, of: 2 })).length);
  for (const [n, monitor] of monitors.entries())
    await until(async () => (await metric(monitor, 'watched_portfolios')) === mine[n], WITHIN_MS);
  const seen = (await admin.journal()).length;
  await admin.setPrices({ META: '440' });
  await untilEnded(PORTFOLIOS, 1);
  for (const monitor of monitors) await untilLookedAgain(() => monitor);
  await expectEachOnce(seen, 1);
  for (const monitor of monitors) {
    expect(await metric(monitor, 'signals_total')).toBeGreaterThan(0);
    await monitor.stop();
  }
  // What they saw last is in the ledger: each part once, also the one that two of them watched.
  expect((await ledger.watchReports()).map(({ shard, drifts }) => [shard, drifts.reduce((a, b) => a + b)])).toEqual([
    ['1/2', mine[0]],
    ['2/2', mine[1]],
  ]);
});

test('monitor, Postgres and Temporal killed in the middle of a herd: each portfolio is rebalanced once', async () => {
  const monitor = keepMonitor();
  await until(async () => (await metric(monitor.now(), 'watched_portfolios')) === PORTFOLIOS, WITHIN_MS);
  const seen = (await admin.journal()).length;
  await admin.setPrices({ META: '484' });
  await untilEnded(5, 2);
  await monitor.now().kill();

  await untilEnded(15, 2);
  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
  postgres = await startPostgres({
    dataDir: join(directory, 'postgres'),
    preferredPort: postgres.port,
    durable: true,
  });

  await untilEnded(30, 2);
  expect((await endedBatches()).filter((count) => count === 2).length).toBeLessThan(PORTFOLIOS);
  process.kill(temporal.pid, 'SIGKILL');
  await temporal.exited;
  temporal = await startTemporal({ ...temporalOptions(), preferredPort: Number(temporal.address.split(':')[1]) });

  await untilEnded(PORTFOLIOS, 2);
  await untilLookedAgain(monitor.now);
  await expectEachOnce(seen, 2);
});
