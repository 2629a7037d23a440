// A deploy: the programs of the build before run on, and are started again, after this build's setup has migrated the ledger.

import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { checkPortfolio } from '../../src/check/check-portfolio';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import type { Batch } from '../../src/domain/batch';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until as untilWithin } from '../../src/local/process/until';
import { type DatabaseUrls, provisionDatabase } from '../../src/local/servers/provision-database';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { NO_FUNDS } from '../support/bought';
import { withFile } from '../support/command-line';
import { checkOut, type PreviousBuild, previousCommit } from '../support/previous-build';
import { type RunningProgram, startProgram } from '../support/programs';
import { brokerSettings } from '../support/system';

const previous = previousCommit();
const deploying = 'missing' in previous ? test.skip : test;
const why = 'missing' in previous ? ` (NOT TESTED: ${previous.missing})` : '';

const until = (condition: () => Promise<boolean>) => untilWithin(condition, 60_000);

let build: PreviousBuild;
let database: DatabaseUrls;
let simulator: Simulator;
let admin: SimulatorAdmin;
let ledger: Ledger;
let connection: Connection;
let client: RebalanceClient;
let env: Record<string, string>;
const running = new Set<RunningProgram>();

beforeAll(async () => {
  if ('missing' in previous) return;
  const [namespace, address] = [`deploy-${randomUUID()}`, process.env.TEST_TEMPORAL_ADDRESS ?? ''];
  [build, simulator, connection] = await Promise.all([
    checkOut(previous.commit),
    startSimulator({ port: 0 }),
    Connection.connect({ address }),
  ]);
  database = await provisionDatabase(process.env.TEST_POSTGRES_URL ?? '', `ledger_${randomUUID().slice(0, 8)}`);
  admin = createSimulatorAdmin(simulator.url);
  ledger = createPostgresLedger(database.appUrl);
  client = createRebalanceClient(new Client({ connection, namespace }));
  env = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    DATABASE_URL: database.appUrl,
    AUTOBALANCER_BROKER_URL: simulator.url,
    AUTOBALANCER_STATUS_PORT: '0',
  };
});
afterAll(async () => {
  if ('missing' in previous) return;
  await Promise.all([...running].map((program) => program.kill()));
  await connection.close();
  await ledger.close();
  await simulator.close();
  await build.remove();
});

/** Starts a program and keeps it in sight, so that it ends with the test. */
function kept(program: RunningProgram): RunningProgram {
  running.add(program);
  return program;
}

const owner = () => ({ ...env, DATABASE_OWNER_URL: database.ownerUrl });
const isReady = async (program: RunningProgram) => (await fetch(`${await program.statusUrl()}/readyz`)).status;
const ended = async (program: RunningProgram) => [await program.ended(), program.output()];
const ENDED_WELL = [0, expect.any(String)];

async function createAccount(symbol: string) {
  const id = `p-${randomUUID()}`;
  await admin.createAccount({ id, cash: '1000.00', margin: true });
  return { id, accountId: id, targets: [{ symbol, percent: '100.0000' }] };
}

/** A portfolio whose row this build writes. */
async function createPortfolio(symbol: string): Promise<string> {
  const portfolio = { ...(await createAccount(symbol)), policy: DEFAULT_POLICY, holdings: [], cash: '1000.00' };
  await ledger.createPortfolio(portfolio, { name: 'test', at: new Date().toISOString() });
  return portfolio.id;
}

async function untilBatches(id: string, states: Batch['state'][]): Promise<void> {
  await until(async () => {
    const batches = await ledger.listBatches(id);
    return JSON.stringify(batches.map(({ state }) => state)) === JSON.stringify(states);
  });
}

async function untilSent(symbol: string): Promise<void> {
  await until(async () => (await admin.journal()).some((entry) => entry.kind === 'submit' && entry.symbol === symbol));
}

async function expectClean(id: string): Promise<void> {
  const deps = { ledger, broker: createAlpacaBroker(brokerSettings(simulator.url)), whatRuns: client.whatRuns };
  expect(await checkPortfolio(deps, id, '2020-01-01T00:00:00.000Z')).toMatchObject({ violations: [], note: null });
}

deploying(
  `workers and monitor of the build before trade on, and start again, on this build's schema${why}`,
  async () => {
    expect(await ended(build.start('src/setup.ts', owner()))).toEqual(ENDED_WELL);
    const [worker, monitor] = [kept(build.start('src/worker.ts', env)), kept(build.start('src/monitor/main.ts', env))];
    await admin.setSettings({ fillDelayMs: 8_000 });
    const first = await createAccount('META');
    await withFile(first, async (file) =>
      expect(await ended(build.start('src/cli/main.ts', env, ['portfolio', 'create', file]))).toEqual(ENDED_WELL),
    );
    await untilSent('META');

    // The batch is under way: this is where the schema changes beneath it.
    expect(await ended(startProgram('src/setup.ts', owner()))).toEqual(ENDED_WELL);
    expect([await isReady(worker), await isReady(monitor)]).toEqual([200, 200]);
    await untilBatches(first.id, ['SUCCESS']);

    await admin.setSettings({ fillDelayMs: 20 });
    await Promise.all([worker.kill(), monitor.stop()]);
    const [again, monitorAgain] = [
      kept(build.start('src/worker.ts', env)),
      kept(build.start('src/monitor/main.ts', env)),
    ];
    await admin.addFault({ match: { operation: 'submit', symbol: 'KO' }, effect: NO_FUNDS });
    const [second, refused] = [await createPortfolio('AAPL'), await createPortfolio('KO')];
    await untilBatches(second, ['SUCCESS']);
    await untilBatches(refused, ['ROLLED_BACK']);

    await client.freeze({ id: second, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, { reason: 'a deploy', actor: 'ada' });
    await until(async () => (await ledger.findPortfolio(second))?.status === 'STALE');
    const release = { action: 'release', actor: 'ada', note: 'it went well' } as const;
    expect(await client.resolve(second, release)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });

    // Rolling back starts with the setup of the build before, too.
    expect(await ended(build.start('src/setup.ts', owner()))).toEqual(ENDED_WELL);
    for (const id of [first.id, second, refused]) await expectClean(id);

    // What the build before has begun, this one ends.
    await admin.setSettings({ fillDelayMs: 8_000 });
    const last = await createPortfolio('MSFT');
    await untilSent('MSFT');
    await Promise.all([again.kill(), monitorAgain.stop()]);
    kept(
      startProgram('src/worker.ts', { ...env, AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '' }),
    );
    await untilBatches(last, ['SUCCESS']);
    await expectClean(last);
  },
  240_000,
);
