// The servers a command talks to: opened when it first asks, closed together at its end.

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createAlpacaBroker } from '../broker/alpaca/client';
import { refuseLiveHost } from '../broker/alpaca/hosts';
import { createAlpacaMarket } from '../broker/alpaca/market';
import type { Broker } from '../broker/broker';
import type { Market } from '../broker/market';
import { createRebalanceClient, type RebalanceClient } from '../client';
import { type Config, readConfig } from '../config';
import type { Ledger } from '../ledger/ledger';
import { type DatabaseHealth, databaseHealth } from '../ledger/postgres/health';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { schemaProblem } from '../ledger/postgres/migrate';
import { createSimulatorAdmin, type SimulatorAdmin } from '../simulator/admin/client';
import { createTemporalHealth, type TemporalHealth } from '../temporal/health';
import { type AbandonableCalls, abandonableCalls } from './abandonable-calls';
import { EXIT, Failure, temporalUnreachable } from './failure';

/** What is asked of Temporal about rebalances. */
export type Rebalances = Pick<RebalanceClient, 'requestRebalance' | 'freeze' | 'resolve' | 'whatRuns'>;

export interface Connections {
  config(): Config;
  /** The ledger, whose schema is the one this build expects. @throws Failure SCHEMA, LedgerFault */
  ledger(): Promise<Ledger>;
  broker(): Broker;
  market(): Market;
  /** @throws Failure NOT_SIMULATED */
  simulator(): SimulatorAdmin;
  temporal(): Promise<Client>;
  temporalHealth(): Promise<TemporalHealth>;
  databaseHealth(): Promise<DatabaseHealth>;
  /** It connects when something is first asked of it. */
  rebalances(): Rebalances;
  /** Closes what is open. What is asked for afterwards is closed already. */
  close(): Promise<void>;
}

/** A server that is there answers sooner; a person does not wait longer. */
const CONNECT_MS = 3_000;

/** `taskQueue` is where the workers are; the product's own unless given. */
export function createConnections(env: NodeJS.ProcessEnv, taskQueue?: string): Connections {
  const closers: (() => Promise<void>)[] = [];
  const config = once(() => readConfig(env));
  const temporal = once(async () => {
    const calls = abandonableCalls();
    const { connection, namespace } = await connectTemporal(env, calls);
    closers.push(() => {
      calls.abandon();
      return connection.close();
    });
    return new Client({ connection, ...(namespace === undefined ? {} : { namespace }) });
  });
  return {
    config,
    ledger: once(async () => {
      const { databaseUrl } = config();
      const problem = await schemaProblem(databaseUrl);
      if (problem !== undefined) throw new Failure('SCHEMA', EXIT.configuration, problem, { field: 'DATABASE_URL' });
      const ledger = createPostgresLedger(databaseUrl);
      closers.push(() => ledger.close());
      return ledger;
    }),
    broker: once(() => createAlpacaBroker(config().broker)),
    market: once(() => createAlpacaMarket(config().broker)),
    simulator: () => {
      const { kind, baseUrl } = config().broker;
      refuseLiveHost(baseUrl);
      if (kind === 'simulator') return createSimulatorAdmin(baseUrl);
      throw new Failure('NOT_SIMULATED', EXIT.refused, 'only the simulated broker can be told prices and accounts', {
        field: 'AUTOBALANCER_BROKER',
      });
    },
    temporal,
    temporalHealth: once(async () => createTemporalHealth(await temporal(), taskQueue)),
    databaseHealth: () => databaseHealth(config().databaseUrl),
    rebalances: once(() => connectedWhenAsked(async () => createRebalanceClient(await temporal(), taskQueue))),
    close: async () => {
      await Promise.all(closers.splice(0).map((close) => close()));
    },
  };
}

function connectedWhenAsked(connect: () => Promise<RebalanceClient>): Rebalances {
  const client = once(connect);
  return {
    requestRebalance: async (...asked) => (await client()).requestRebalance(...asked),
    freeze: async (...asked) => (await client()).freeze(...asked),
    resolve: async (...asked) => (await client()).resolve(...asked),
    whatRuns: async (...asked) => (await client()).whatRuns(...asked),
  };
}

async function connectTemporal(env: NodeJS.ProcessEnv, { interceptors }: AbandonableCalls) {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
  try {
    const connection = await Connection.connect({ ...connectionOptions, interceptors, connectTimeout: CONNECT_MS });
    return { connection, namespace };
  } catch (error) {
    throw temporalUnreachable(error instanceof Error ? error.message : String(error));
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
