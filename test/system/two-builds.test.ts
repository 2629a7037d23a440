import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { NO_NEWS } from '../../src/broker/order-news';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { NO_CAPS } from '../../src/domain/caps';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until as untilWithin } from '../../src/local/process/until';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { workerSettings } from '../../src/temporal/worker-settings';
import { createWorkers, type Workers } from '../../src/temporal/workers';
import { bundledWorkflows } from '../support/bundled-workflows';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { quietTemporal } from '../support/quiet-temporal';

// Two builds of the worker on one server, told apart by AUTOBALANCER_BUILD_ID. Which of them took a step is noted by its activities.

quietTemporal();

const TASK_QUEUE = `rebalance-${randomUUID()}`;
const BUILDS = { old: `old-${randomUUID()}`, new: `new-${randomUUID()}` };
const until = (condition: () => Promise<boolean>) => untilWithin(condition, 60_000);

let database: TestDatabase;
let simulator: Simulator;
let admin: SimulatorAdmin;
let ledger: Ledger;
let connection: Connection;
let workerConnection: NativeConnection;
let client: RebalanceClient;
const workers: { worker: Workers; running: Promise<void> }[] = [];
/** "old prepareBatch p-1", in the order in which the steps ended. */
const steps: string[] = [];

beforeAll(async () => {
  const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
  [database, simulator, connection, workerConnection] = await Promise.all([
    createTestDatabase(),
    startSimulator({ port: 0 }),
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  admin = createSimulatorAdmin(simulator.url);
  ledger = createPostgresLedger(database.appUrl);
  client = createRebalanceClient(new Client({ connection }), TASK_QUEUE);
  await startBuild('old');
  await makeCurrent('old');
});
afterAll(async () => {
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ running }) => running));
  await connection.close();
  await workerConnection.close();
  await ledger.close();
  await simulator.close();
  await database.drop();
});

async function startBuild(build: keyof typeof BUILDS): Promise<void> {
  const settings = {
    baseUrl: simulator.url,
    dataUrl: simulator.url,
    api: 'broker',
    keyId: 'k',
    secretKey: 's',
  } as const;
  const activities = createTemporalActivities({
    ledger,
    broker: createAlpacaBroker(settings),
    market: createAlpacaMarket(settings),
    news: NO_NEWS,
    alerts: createSlackAlerts(() => undefined),
    caps: NO_CAPS,
  });
  const noted = Object.entries(activities).map(([name, step]) => {
    const run = step as (input: { portfolioId?: string }) => Promise<unknown>;
    const noting = async (input: { portfolioId?: string }) => {
      const output = await run(input);
      steps.push(`${build} ${name} ${input.portfolioId ?? ''}`.trim());
      return output;
    };
    return [name, noting] as const;
  });
  const worker = await createWorkers({
    connection: workerConnection,
    taskQueue: TASK_QUEUE,
    ...bundledWorkflows(),
    activities: Object.fromEntries(noted),
    ...workerSettings({ cachedWorkflows: 100, workflowSlots: 10, activitySlots: 20, buildId: BUILDS[build] }),
  });
  workers.push({ worker, running: worker.run() });
}

/** The server knows of a build once its worker has polled. */
async function makeCurrent(build: keyof typeof BUILDS): Promise<void> {
  const version = { namespace: 'default', deploymentName: 'autobalancer', buildId: BUILDS[build] };
  await until(async () => {
    await connection.workflowService.setWorkerDeploymentCurrentVersion(version);
    return true;
  });
}

async function createPortfolio(symbol: string) {
  const id = `p-${randomUUID()}`;
  await admin.createAccount({ id, cash: '1000.00', margin: true });
  const targets = [{ symbol, percent: '100.0000' }];
  const portfolio = { id, accountId: id, policy: DEFAULT_POLICY, targets, holdings: [], cash: '1000.00' };
  await ledger.createPortfolio(portfolio, { name: 'test', at: new Date().toISOString() });
  return { id, lockTtlMs: DEFAULT_POLICY.lockTtlMs };
}

const stepsOf = (id: string) => steps.filter((step) => step.endsWith(id)).map((step) => step.replace(` ${id}`, ''));

test('a rebalance ends on the build it began with, the next one begins on the new build, and a hold moves on', async () => {
  // One order never fills by itself: its rebalance is under way while the new build comes.
  await admin.addFault({ match: { operation: 'submit', symbol: 'KO' }, effect: { kind: 'never-fill' } });
  const [waiting, held, later] = [
    await createPortfolio('KO'),
    await createPortfolio('XOM'),
    await createPortfolio('META'),
  ];
  const underWay = await client.priceChanged(waiting, { symbols: ['KO'] });
  await client.freeze(held, { reason: 'a test', actor: 'ada' });
  await until(async () => (await ledger.findPortfolio(held.id))?.status === 'STALE');
  await until(async () => (await admin.journal()).some(({ kind, symbol }) => kind === 'submit' && symbol === 'KO'));
  await until(async () => stepsOf(held.id).includes('old readEvidence'));

  await startBuild('new');
  await makeCurrent('new');
  const next = await client.priceChanged(later, { symbols: ['META'] });
  expect(await next.result()).toMatchObject({ outcome: 'REBALANCED' });
  expect(stepsOf(later.id)).toEqual(['new prepareBatch']);

  const temporal = new Client({ connection });
  await temporal.workflow.getHandle(underWay.workflowId).cancel();
  expect(await underWay.result()).toMatchObject({ outcome: 'ROLLED_BACK' });
  // Its orders are named by their batch: what only it reconciled tells who did.
  expect(steps.filter((step) => step.includes('reconcileOrder'))).toEqual(['old reconcileOrder']);
  expect(stepsOf(waiting.id)).toEqual(['old prepareBatch']);

  const resolve = { action: 'release', actor: 'ada', note: 'the test is over' } as const;
  expect(await client.resolve(held.id, resolve)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  expect(stepsOf(held.id).filter((step) => step.startsWith('new'))).not.toEqual([]);
});
