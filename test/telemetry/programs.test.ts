import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { Client as Postgres } from 'pg';
import { createRebalanceClient } from '../../src/client';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until as untilWithin } from '../../src/local/process/until';
import { freePort } from '../../src/local/servers/ports';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { NO_FUNDS } from '../support/bought';
import { command } from '../support/command-line';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type RunningProgram, startProgram } from '../support/programs';

const DEPLOY = join(__dirname, '../../deploy');
const CANARIES = {
  ALPACA_SECRET_KEY: `canary/${randomUUID()}`,
  SLACK_WEBHOOK_URL: `http://127.0.0.1:9/${randomUUID()}`,
};
const PORTFOLIO = `p-${randomUUID()}`;
/** All that were rebalanced here. */
const portfolios = [PORTFOLIO];

let database: TestDatabase;
let simulator: Simulator;
let admin: SimulatorAdmin;
let worker: RunningProgram;
let monitor: RunningProgram;
let status: { worker: string; monitor: string; sdk: string };
let connection: Connection;
let client: Client;

beforeAll(async () => {
  [database, simulator, connection] = await Promise.all([
    createTestDatabase(),
    startSimulator({ port: 0 }),
    Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS ?? '' }),
  ]);
  client = new Client({ connection });
  admin = createSimulatorAdmin(simulator.url);
  const sdkPort = await freePort(0);
  worker = startProgram('src/worker.ts', { ...environment(), AUTOBALANCER_SDK_METRICS_PORT: String(sdkPort) });
  monitor = startProgram('src/monitor/main.ts', environment());
  status = {
    worker: await worker.statusUrl(),
    monitor: await monitor.statusUrl(),
    sdk: `http://127.0.0.1:${sdkPort}`,
  };
  await admin.createAccount({ id: PORTFOLIO, cash: '1000.00', margin: true });
  await createPortfolio(PORTFOLIO, 'META');
  await until(async () => (await metric(status.worker, 'autobalancer_rebalances_total{outcome="REBALANCED"}')) === '1');
});
afterAll(async () => {
  await Promise.all([worker.stop(), monitor.stop()]);
  await connection.close();
  await simulator.close();
  await database.drop();
});

const until = (condition: () => Promise<boolean>) => untilWithin(condition, 60_000);

function environment(): Record<string, string> {
  return {
    ...CANARIES,
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: process.env.TEST_TEMPORAL_ADDRESS ?? '',
    AUTOBALANCER_BROKER_URL: simulator.url,
    AUTOBALANCER_STATUS_PORT: '0',
    // A market that opens in a test trades at once.
    AUTOBALANCER_OPENING_MINUTES: '0',
    AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '',
  };
}

async function createPortfolio(id: string, symbol: string): Promise<void> {
  const ledger = createPostgresLedger(database.appUrl);
  const [targets, by] = [[{ symbol, percent: '100.0000' }], { name: 'test', at: new Date().toISOString() }];
  await ledger.createPortfolio(
    { id, accountId: id, policy: DEFAULT_POLICY, targets, holdings: [], cash: '1000.00' },
    by,
  );
  await ledger.close();
}

async function get(url: string): Promise<{ code: number; text: string }> {
  const response = await fetch(url);
  return { code: response.status, text: await response.text() };
}

async function metric(url: string, series: string): Promise<string | undefined> {
  const { text } = await get(`${url}/metrics`);
  return text
    .split('\n')
    .find((line) => line.startsWith(`${series} `))
    ?.slice(series.length + 1);
}

test('a rebalance is counted: its outcome, its orders, its requests, and the look that asked for it', async () => {
  const counted = [
    [status.worker, 'autobalancer_orders_total{kind="order",state="SUCCESS"}', '1'],
    [status.worker, 'autobalancer_broker_requests_total{call="POST orders",status="200"}', '1'],
    [status.worker, 'autobalancer_order_stream_live', '1'],
    [status.monitor, 'autobalancer_signals_total', '1'],
    [status.monitor, 'autobalancer_portfolios{status="STALE"}', '0'],
    [status.monitor, 'autobalancer_watched_portfolios', '1'],
    [status.monitor, 'autobalancer_confirmed_total', '1'],
    [status.monitor, 'autobalancer_signal_seconds_count', '1'],
    [status.monitor, 'autobalancer_backlog', '0'],
    [status.monitor, 'autobalancer_shards{shard="1"}', '1'],
    [status.monitor, 'autobalancer_ticks_dropped_total{reason="absurd"}', '0'],
    [status.monitor, 'autobalancer_oldest_open_batch_seconds', '0'],
  ] as const;
  for (const [url, series, value] of counted) expect([series, await metric(url, series)]).toEqual([series, value]);
});

test('a refusal and a rollback are counted by their codes', async () => {
  const [refused, rolledBack] = [`p-${randomUUID()}`, `p-${randomUUID()}`];
  portfolios.push(refused, rolledBack);
  await admin.createAccount({ id: refused, cash: '1000.00', margin: true });
  await admin.createAccount({ id: rolledBack, cash: '1000.00', margin: true });
  await admin.setAsset('XOM', { tradable: false });
  await admin.addFault({
    match: { operation: 'submit', symbol: 'KO' },
    effect: NO_FUNDS,
  });
  await createPortfolio(refused, 'XOM');
  await createPortfolio(rolledBack, 'KO');
  const refusals = 'autobalancer_refusals_total{code="ORDER_UNTRADABLE"}';
  await until(async () => (await metric(status.worker, refusals)) !== undefined);
  const rollbacks = 'autobalancer_rollbacks_total{cause="INSUFFICIENT_FUNDS"}';
  await until(async () => (await metric(status.worker, rollbacks)) === '1');
});

test('while the market is closed who drifted is held back, and is rebalanced after the opening', async () => {
  const [waiting, held] = [`p-${randomUUID()}`, 'autobalancer_held_back{reason="market-closed"}'];
  await admin.setClock({ isOpen: false });
  await admin.createAccount({ id: waiting, cash: '1000.00', margin: true });
  // Within ten seconds the monitor asks for the hours again.
  await until(async () => (await metric(status.monitor, 'autobalancer_signalling')) === '0');
  await createPortfolio(waiting, 'META');
  await until(async () => Number(await metric(status.monitor, held)) > 0);
  await expect(client.workflow.getHandle(`rebalance-${waiting}`).describe()).rejects.toThrow('not found');
  portfolios.push(waiting);
  await admin.setClock({ isOpen: true });
  await until(async () => (await metric(status.worker, 'autobalancer_rebalances_total{outcome="REBALANCED"}')) === '2');
});

test('every program says that it lives and is ready', async () => {
  for (const url of [status.worker, status.monitor, simulator.url]) {
    expect([url, (await get(`${url}/healthz`)).code]).toEqual([url, 200]);
    expect([url, (await get(`${url}/readyz`)).code]).toEqual([url, 200]);
  }
});

test('a worker stays ready when a newer build has migrated its database', async () => {
  const owner = new Postgres({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`INSERT INTO schema_migrations (number, name, sha256) VALUES (9999, '9999-newer.sql', 'x')`);
  expect(await get(`${status.worker}/readyz`)).toEqual({ code: 200, text: 'ok\n' });
  await owner.query('DELETE FROM schema_migrations WHERE number = 9999');
  await owner.end();
});

test('each metric that the dashboard and the alerts read exists', async () => {
  // Failures are counted under names that exist from the first failure on.
  const bad = { taskQueue: 'rebalance', workflowId: `bad-${randomUUID()}` };
  const unknown = await client.workflow.start('noSuchWorkflow', bad);
  const wrong = { ...bad, workflowId: `wrong-${randomUUID()}`, args: [{ portfolioId: 'other', lockTtlMs: 1_000 }] };
  await expect(client.workflow.execute('rebalancePortfolio', wrong)).rejects.toThrow();
  const names = async () => {
    const texts = await Promise.all([status.worker, status.monitor, status.sdk].map((url) => get(`${url}/metrics`)));
    return new Set(texts.flatMap(({ text }) => text.match(/^[a-z_]+/gm) ?? []));
  };
  await until(async () => (await names()).has('temporal_workflow_task_execution_failed_total'));
  await unknown.terminate();
  // Nothing listens at the webhook.
  await createRebalanceClient(client).callPerson({
    eventId: `e-${randomUUID()}`,
    portfolioId: PORTFOLIO,
    text: 'a test',
  });
  const failedAlerts = /^temporal_activity_execution_failed_total\{.*activity_type="sendAlert"/m;
  await until(async () => failedAlerts.test((await get(`${status.sdk}/metrics`)).text));
  await until(async () => Number(await metric(status.monitor, 'autobalancer_badly_closed_rebalances')) > 0);
  const read = ['grafana/autobalancer.json', 'prometheus/alerts.yml'].flatMap(
    (file) => readFileSync(join(DEPLOY, file), 'utf8').match(/\b(autobalancer|temporal)_[a-z_]+/g) ?? [],
  );
  expect(read.length).toBeGreaterThan(20);
  const existing = await names();
  // The budget is there once a broker tells of it: the simulator does when it is given a limit.
  await admin.setSettings({ requestsPerMinute: 1_000 });
  await until(async () => (await names()).has('autobalancer_broker_budget_remaining'));
  for (const name of await names()) existing.add(name);
  expect([...new Set(read)].filter((name) => !existing.has(name))).toEqual([]);
});

test('a monitor that cannot see the market is not ready, says so once, and recovers', async () => {
  const { port } = simulator;
  await simulator.close();
  await until(async () => (await get(`${status.monitor}/readyz`)).code === 503);
  expect((await get(`${status.monitor}/readyz`)).text).toContain('ECONNREFUSED');
  expect((await get(`${status.monitor}/healthz`)).code).toBe(200);
  simulator = await startSimulator({ port });
  await until(async () => (await get(`${status.monitor}/readyz`)).code === 200);
  expect(monitor.output().match(/the market check failed/g)).toHaveLength(1);
});

test('programs whose Temporal went away live, and are not ready', async () => {
  const away = await startTemporal({ binary: process.env.TEST_TEMPORAL_CLI ?? '', preferredPort: 0, uiPort: 0 });
  const programs = ['src/worker.ts', 'src/monitor/main.ts'].map((script) =>
    startProgram(script, { ...environment(), TEMPORAL_ADDRESS: away.address }),
  );
  const urls = await Promise.all(programs.map((program) => program.statusUrl()));
  for (const url of urls) await until(async () => (await get(`${url}/readyz`)).code === 200);
  await away.stop();
  for (const url of urls) {
    await until(async () => (await get(`${url}/readyz`)).text.startsWith('Temporal does not answer'));
    expect(await get(`${url}/healthz`)).toMatchObject({ code: 200 });
  }
  await Promise.all(programs.map((program) => program.stop()));
});

test('no secret is in a log, a metric, a history, the ledger or what the command line says', async () => {
  // A wrong password makes the driver speak of the database.
  const url = new URL(database.appUrl);
  url.password = 'canary-of-the-database';
  const refused = startProgram('src/worker.ts', { ...environment(), DATABASE_URL: url.href });
  expect(await refused.ended()).toBe(1);
  const secrets = [
    ...Object.values(CANARIES),
    CANARIES.ALPACA_SECRET_KEY.slice(7),
    new URL(database.appUrl).password,
    url.password,
  ].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replaceAll('=', ''),
  ]);
  secrets.push(Buffer.from(`simulator:${CANARIES.ALPACA_SECRET_KEY}`).toString('base64'));
  const histories = await Promise.all(
    portfolios.map((id) => client.workflow.getHandle(`rebalance-${id}`).fetchHistory()),
  );
  const texts = {
    logs: worker.output() + monitor.output() + refused.output(),
    metrics: (await Promise.all(Object.values(status).map((one) => get(`${one}/metrics`))))
      .map(({ text }) => text)
      .join(),
    // Payloads stand in it as they are.
    histories: histories
      .map((history) => Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString('latin1'))
      .join(),
    ledger: await everythingIn(database),
    cli: await everythingSaid(url.href),
  };
  for (const [where, text] of Object.entries(texts)) {
    expect(text).not.toBe('');
    expect([where, secrets.filter((secret) => text.includes(secret))]).toEqual([where, []]);
  }
  expect(texts.ledger).toContain(PORTFOLIO);
  for (const id of portfolios) expect(texts.histories).toContain(id);
  expect(texts.logs).toContain('password authentication failed');
});

/** What commands say of a healthy system, and of one of which each server in turn is not to be reached. */
async function everythingSaid(refusedUrl: string): Promise<string> {
  const lines = [
    'portfolio list',
    `portfolio show ${PORTFOLIO}`,
    `plan ${PORTFOLIO}`,
    `orders ${PORTFOLIO}`,
    `audit export ${PORTFOLIO}`,
    'trading show',
    'price jumps',
    'price list',
    'doctor',
  ];
  const environments = [
    {},
    { DATABASE_URL: refusedUrl },
    { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    { AUTOBALANCER_BROKER_URL: `http://broker:${CANARIES.ALPACA_SECRET_KEY.slice(7)}@127.0.0.1:1` },
    { SLACK_WEBHOOK_URL: `${CANARIES.ALPACA_SECRET_KEY}://` },
  ];
  let text = '';
  for (const some of environments)
    for (const line of lines)
      for (const form of [[], ['--json']]) {
        const { stdout, stderr } = await command({ env: { ...environment(), ...some } }, ...line.split(' '), ...form);
        text += stdout + stderr;
      }
  return text;
}

async function everythingIn({ ownerUrl }: TestDatabase): Promise<string> {
  const postgres = new Postgres({ connectionString: ownerUrl });
  await postgres.connect();
  try {
    const tables = await postgres.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    let text = '';
    for (const { name } of tables.rows) text += JSON.stringify((await postgres.query(`SELECT * FROM ${name}`)).rows);
    return text;
  } finally {
    await postgres.end();
  }
}
