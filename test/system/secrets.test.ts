import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { type SlackStandIn, startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { startTemporal, type TemporalServer } from '../../src/local/servers/temporal-server';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type RunningProgram, startProgram } from '../support/programs';

const WITHIN_MS = 30_000;
const OLD = { id: 'old', secret: `canary-${randomUUID()}` };
const NEW = { id: 'new', secret: `canary-${randomUUID()}` };

let directory: string;
let database: TestDatabase;
let ledger: Ledger;
let simulator: Simulator;
let admin: SimulatorAdmin;
let slack: SlackStandIn;
let temporal: TemporalServer;
const programs: RunningProgram[] = [];

beforeAll(async () => {
  [directory, database, simulator, slack, temporal] = await Promise.all([
    temporaryDirectory('secrets'),
    createTestDatabase(),
    startSimulator({ port: 0 }),
    startSlackStandIn(),
    // Of its own: on the shared one another suite's worker may take its work.
    startTemporal({ binary: process.env.TEST_TEMPORAL_CLI ?? '', preferredPort: 0, uiPort: 0 }),
  ]);
  ledger = createPostgresLedger(database.appUrl);
  admin = createSimulatorAdmin(simulator.url);
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  await Promise.all([ledger.close(), simulator.close(), slack.close(), temporal.stop()]);
  await database.drop();
  await rm(directory, { recursive: true });
});

/** Puts a secret into its file as a mounted one is replaced: by another file. Returns the file's path. */
function put(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(`${path}.new`, `${text}\n`);
  renameSync(`${path}.new`, path);
  return path;
}

function putKey({ id, secret }: typeof OLD): Record<string, string> {
  return { ALPACA_KEY_ID_FILE: put('key-id', id), ALPACA_SECRET_KEY_FILE: put('secret-key', secret) };
}

async function batches(id: string, count: number): Promise<void> {
  const states = async () => (await ledger.listBatches(id)).map(({ state }) => state);
  await until(async () => (await states()).join() === Array.from({ length: count }, () => 'SUCCESS').join(), WITHIN_MS);
}

test('key, webhook and database URL may be replaced in their files: worker and monitor continue with the new ones', async () => {
  const env = {
    DATABASE_URL_FILE: put('database', database.appUrl),
    ...putKey(OLD),
    SLACK_WEBHOOK_URL_FILE: put('webhook', `http://127.0.0.1:9/${OLD.secret}`),
    TEMPORAL_ADDRESS: temporal.address,
    AUTOBALANCER_BROKER_URL: simulator.url,
    AUTOBALANCER_OPENING_MINUTES: '0',
    AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
  await admin.setSettings({ acceptedKeys: [OLD.id] });
  programs.push(startProgram('src/worker.ts', env), startProgram('src/monitor/main.ts', env));
  const id = `p-${randomUUID()}`;
  await admin.createAccount({ id, cash: '1000.00', margin: true });
  const policy = { ...DEFAULT_POLICY, cooldownAfterSuccessMs: 0 };
  const targets = ['META', 'AAPL'].map((symbol) => ({ symbol, percent: '50.0000' }));
  const by = { name: 'test', at: new Date().toISOString() };
  await ledger.createPortfolio({ id, accountId: id, policy, targets, holdings: [], cash: '1000.00' }, by);
  await batches(id, 1);

  put('webhook', slack.url);
  await admin.setSettings({ acceptedKeys: [NEW.id] });
  await until(async () => slack.alerts.some((text) => text.includes('does not accept our key')), WITHIN_MS);

  putKey(NEW);
  await admin.setPrices({ META: '480.00' });
  await batches(id, 2);

  const said = programs.map((program) => program.output()).join('');
  expect(said).toContain('rebalance asked for');
  for (const { secret } of [OLD, NEW]) expect(said).not.toContain(secret);
});
