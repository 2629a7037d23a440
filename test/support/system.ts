import { randomUUID } from 'node:crypto';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { createRolloutActivities } from '../../src/activities/rollout';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createWebhookActivities } from '../../src/activities/webhook';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { type NewsListener, openOrderNews } from '../../src/broker/alpaca/order-news';
import type { Wire } from '../../src/broker/alpaca/transport';
import type { Broker } from '../../src/broker/broker';
import type { Market } from '../../src/broker/market';
import type { OrderNews } from '../../src/broker/order-news';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { type Caps, NO_CAPS } from '../../src/domain/caps';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { Holding, Target } from '../../src/domain/portfolio';
import type { Outcome } from '../../src/domain/steps';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { createMonitor } from '../../src/monitor/monitor';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { startSimulator } from '../../src/simulator/server';
import { BADLY_CLOSED } from '../../src/temporal/outcome';
import { createWorkers } from '../../src/temporal/workers';
import type { WebhookSender } from '../../src/webhooks/webhooks';
import { bundledWorkflows } from './bundled-workflows';
import { createTestDatabase } from './database';
import { quietTemporal } from './quiet-temporal';

export type PostgresLedger = ReturnType<typeof createPostgresLedger>;

/** The whole system on real servers: Temporal, Postgres, and the simulated broker over HTTP. */
export interface TestSystem {
  temporal: Client;
  client: RebalanceClient;
  ledger: PostgresLedger;
  broker: Broker;
  market: Market;
  news: OrderNews;
  simulator: SimulatorAdmin;
  /** Makes a portfolio of a third each META, AAPL, MSFT with $100,000 on an account of its own. Returns its id. */
  createPortfolio(some?: {
    policy?: Partial<Policy>;
    targets?: Target[];
    margin?: boolean;
    cash?: string;
  }): Promise<string>;
  /** What one of our programs needs to find these servers, and the workers' task queue. */
  env: Record<string, string>;
  taskQueue: string;
  /** The ledger, as the database role of the HTTP API. */
  apiDatabaseUrl: string;
  /** Lets a monitor look once, and waits for what it started. */
  lookOnce(): Promise<Outcome[]>;
  /** The same, but waits for what it started of one portfolio only. */
  lookAt(id: string): Promise<Outcome[]>;
  /** Stops everything. @throws when a rebalance of one of its portfolios closed as none may. */
  close(): Promise<void>;
}

export const THIRDS: Target[] = [
  { symbol: 'META', percent: '33.3300' },
  { symbol: 'AAPL', percent: '33.3300' },
  { symbol: 'MSFT', percent: '33.3400' },
];

quietTemporal();

const NOT_COUNTED: NewsListener = {
  onEvent: () => undefined,
  onWake: () => undefined,
  onVain: () => undefined,
  onMissed: () => undefined,
  onLive: () => undefined,
  onLoss: () => undefined,
};

/** The lock is too short for a second read: what differs once is believed at once. */
export const BELIEVED_AT_ONCE: Partial<Policy> = { lockTtlMs: 19_000 };

export interface SystemOptions {
  fillDelayMs?: number;
  spreadBasisPoints?: string;
  slackWebhookUrl?: string;
  /** What the worker of rebalances does at once; as much as it likes unless given. */
  slots?: { workflows: number; activities: number };
  caps?: Caps;
  /** The way to the broker: the real one unless a test looks at it. */
  wire?: Wire;
  /** A Temporal server of the test's own, which it may kill. */
  temporalAddress?: string;
  /** For programs, which know only the product's own one: they need a Temporal server of their own as well. */
  taskQueue?: string;
  /** The ledger's way to its database. */
  databaseUrl?: (appUrl: string) => Promise<string>;
  /** How messages get to webhooks; without it nothing attempts any. */
  webhooks?: WebhookSender;
  /** What the worker's steps have for a ledger: the real one unless a test comes in between. */
  ledger?: (real: Ledger) => Ledger;
}

export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const address = options.temporalAddress ?? process.env.TEST_TEMPORAL_ADDRESS ?? '';
  // A namespace would cost seconds; a task queue of its own keeps suites apart as well.
  const taskQueue = options.taskQueue ?? `rebalance-${randomUUID()}`;
  const [database, simulatorServer] = await Promise.all([
    createTestDatabase(),
    startSimulator({
      port: 0,
      ...(options.fillDelayMs !== undefined && { fillDelayMs: options.fillDelayMs }),
      ...(options.spreadBasisPoints !== undefined && { spreadBasisPoints: options.spreadBasisPoints }),
    }),
  ]);
  const settings = {
    ...brokerSettings(simulatorServer.url),
    ...(options.wire !== undefined && { wire: options.wire }),
  };
  const [broker, market, simulator] = [
    createAlpacaBroker(settings),
    createAlpacaMarket(settings),
    createSimulatorAdmin(simulatorServer.url),
  ];
  const news = openOrderNews(settings, NOT_COUNTED);
  const ledger = createPostgresLedger((await options.databaseUrl?.(database.appUrl)) ?? database.appUrl);
  const workerConnection = await NativeConnection.connect({ address });
  const now = () => new Date().toISOString();
  const workerOptions = {
    connection: workerConnection,
    taskQueue,
    ...bundledWorkflows(),
    ...(options.slots && {
      maxConcurrentWorkflowTaskExecutions: options.slots.workflows,
      maxConcurrentActivityTaskExecutions: options.slots.activities,
      maxConcurrentLocalActivityExecutions: options.slots.activities,
    }),
    activities: {
      ...createTemporalActivities({
        ledger: options.ledger?.(ledger) ?? ledger,
        broker,
        market,
        news,
        alerts: createSlackAlerts(() => options.slackWebhookUrl),
        caps: options.caps ?? NO_CAPS,
      }),
      ...createRolloutActivities({ ledger, market, now, lookEveryMs: 500 }),
    },
  };
  const { webhooks } = options;
  const worker = await createWorkers(workerOptions, webhooks && createWebhookActivities({ ledger, webhooks, now }));
  const running = worker.run();
  const connection = await Connection.connect({ address });
  const temporal = new Client({ connection });
  const client = createRebalanceClient(temporal, taskQueue);
  const ids: string[] = [];
  let clockMs = 0;
  const monitor = createMonitor({
    ledger,
    market,
    client,
    monotonicMs: () => (clockMs += 3_600_000),
    now: Date.now,
    onSignal: () => undefined,
  });

  const look = async (isAwaited: (id: string) => boolean) => {
    const started = (await monitor.look()).filter(({ drifted }) => isAwaited(drifted.portfolio.id));
    return Promise.all(started.map((one) => one.started.result()));
  };

  return {
    env: {
      TEMPORAL_ADDRESS: address,
      DATABASE_URL: database.appUrl,
      AUTOBALANCER_BROKER_URL: simulatorServer.url,
    },
    taskQueue,
    apiDatabaseUrl: database.apiUrl,
    temporal,
    client,
    ledger,
    broker,
    market,
    news,
    simulator,
    createPortfolio: async (some = {}) => {
      const id = `p-${randomUUID()}`;
      ids.push(id);
      const cash = some.cash ?? '100000.00';
      const holdings: Holding[] = [];
      await simulator.createAccount({ id, cash, margin: some.margin ?? true });
      const policy = { ...DEFAULT_POLICY, ...some.policy };
      await ledger.createPortfolio(
        { id, accountId: id, policy, targets: some.targets ?? THIRDS, holdings, cash },
        { name: 'test', at: new Date().toISOString() },
      );
      return id;
    },
    lookOnce: () => look(() => true),
    lookAt: (id) => look((drifted) => drifted === id),
    close: async () => {
      worker.shutdown();
      await running;
      news.close();
      const badly = await badlyClosed(temporal, ids);
      await connection.close();
      await workerConnection.close();
      await ledger.close();
      await simulatorServer.close();
      await database.drop();
      expect(badly).toEqual([]);
    },
  };
}

/** "FAILED rebalance-p-…" for each rebalance of these portfolios that closed as none may. */
async function badlyClosed({ workflow }: Client, ids: readonly string[]): Promise<string[]> {
  const ours = new Set(ids.map(rebalanceWorkflowId));
  const badly: string[] = [];
  for await (const { workflowId, runId, status } of workflow.list({ query: BADLY_CLOSED })) {
    if (!ours.has(workflowId)) continue;
    const failure: unknown = await workflow
      .getHandle(workflowId, runId)
      .result()
      .catch((error: unknown) => error);
    if (!isWrongInput(failure)) badly.push(`${status.name} ${workflowId}`);
  }
  return badly;
}

/** Somebody started it by hand and mistyped: nothing was begun, and a person is at the terminal. */
function isWrongInput(failure: unknown): boolean {
  const cause = failure instanceof WorkflowFailedError ? failure.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'InvalidInput';
}

/** How the Alpaca adapter finds a simulator. */
export function brokerSettings(url: string) {
  return { baseUrl: url, dataUrl: url, api: 'broker' as const, keyId: 'test', secretKey: 'test' };
}

/** The positions a broker shows, as one text to compare. */
export async function positionsOf(system: TestSystem, accountId: string): Promise<string> {
  const { positions } = await system.broker.account(accountId);
  return positions.map(({ symbol, quantity }) => `${symbol} ${quantity}`).join(', ');
}

/** The ledger's books against the broker's; equal when the system is right. */
export async function booksOf(system: TestSystem, id: string) {
  const [portfolio, account] = await Promise.all([system.ledger.findPortfolio(id), system.broker.account(id)]);
  return {
    ledger: { cash: portfolio?.cash, holdings: portfolio?.holdings },
    broker: { cash: account.cash, holdings: account.positions },
  };
}
