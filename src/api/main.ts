// Program: serves the HTTP API until it is told to stop.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Client } from '@temporalio/client';
import { BrokerFault } from '../broker/broker';
import type { RebalanceClient } from '../client';
import { type Config, readConfig, showConfig } from '../config';
import { type Adapters, connect } from '../connect';
import { checkKey } from '../operations/check-key';
import { createSimulatorAdmin } from '../simulator/admin/client';
import { createLogger } from '../telemetry/logger';
import { brokerMetrics, createRegistry } from '../telemetry/metrics';
import { startStatusServer } from '../telemetry/status-server';
import { temporalAt } from '../temporal/address';
import { readConsole } from './console/files';
import { createDoors } from './doors';
import type { ApiClient, ApiDeps } from './endpoint';
import { followLedger } from './events/follow-ledger';
import { createStreams } from './events/response';
import { startImportRunner } from './import-runner';
import { createPreviewThreads } from './preview-threads';
import { ApiProblem } from './problem';
import { createRateLimits } from './rate-limits';
import { startServer } from './server';

const log = createLogger('api', process.env);
/** Beside the compiled program; a program that runs from its source has none. */
const CONSOLE = join(__dirname, '../console');

/** A caller waits no longer for Temporal: what became of the request is not known then. */
const TEMPORAL_MS = 20_000;
const SWEEP_EVERY_MS = 60_000;
const SWEPT_AT_ONCE = 10_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = temporalAt(process.env);
  const configuration = showConfig(config, { address: connectionOptions.address, namespace });
  log.info({ configuration }, 'starting');
  const registry = createRegistry();
  // What only reads the ledger is answered while Temporal is away.
  const adapters = connect({
    config: () => config,
    env: process.env,
    onRequest: brokerMetrics(registry),
    lazily: true,
  });
  const ledger = await adapters.ledger();
  const client = answeredInTime(await adapters.temporal(), await adapters.client());
  const now = () => new Date().toISOString();
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const broker = adapters.broker();
  const imports = startImportRunner({ ledger, broker, now }, log);
  const previewing = createPreviewThreads();
  const fetch = createDoors({
    deps: {
      ledger,
      broker,
      market: adapters.market(),
      webhooks: adapters.webhooks(),
      client,
      caps: config.caps,
      door: 'api',
      now,
      randomBytes,
      imports,
      simulatedPrices: simulatedPricesOf(config),
      doctor: doctorOf(config, adapters),
      previewing,
    },
    authenticate: (key) => checkKey({ ledger, now }, key),
    limits: createRateLimits(config.api.requestsPerMinute),
    addressOf: (c) => getConnInfo(c).remote.address ?? 'unknown',
    log,
    monotonicMs: () => performance.now(),
    events: { tail: followLedger({ ledger }, log), streams: createStreams(stop.signal) },
    console: await readConsole(CONSOLE),
  });
  // What was answered, or imported, a week ago is forgotten; what cannot be forgotten now is so later.
  const sweep = setInterval(() => {
    ledger.sweepRequests(now(), SWEPT_AT_ONCE).catch((error: unknown) => log.warn(error, 'old requests were kept'));
    ledger.sweepImports(now(), SWEPT_AT_ONCE).catch((error: unknown) => log.warn(error, 'old imports were kept'));
  }, SWEEP_EVERY_MS);
  const server = await startServer(fetch, config.api);
  const status =
    config.status &&
    (await startStatusServer(config.status, {
      alive: () => undefined,
      ready: async () => {
        await ledger.trading();
        return undefined;
      },
      metrics: () => registry.metrics(),
    }));
  if (status !== undefined) log.info(`status at ${status.url}`);
  log.info({ url: server.url }, `serving at ${server.url}`);
  await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
  clearInterval(sweep);
  await imports.stop();
  await server.close();
  await previewing.close();
  await status?.close();
  await adapters.close();
}

function doctorOf({ broker, slackWebhookUrl }: Config, adapters: Adapters): ApiDeps['doctor'] {
  return {
    version: process.versions.node,
    brokerKind: () => broker.kind,
    databaseHealth: adapters.databaseHealth,
    ledger: adapters.ledger,
    temporalHealth: adapters.temporalHealth,
    market: adapters.market,
    isAlerting: () => slackWebhookUrl !== undefined,
  };
}

function simulatedPricesOf({ broker: { kind, baseUrl } }: Config): ApiDeps['simulatedPrices'] {
  if (kind !== 'simulator') return undefined;
  const simulator = createSimulatorAdmin(baseUrl);
  return () =>
    simulator.prices().catch((cause: Error) => {
      throw new BrokerFault('UNREACHABLE', cause.message, {}, { cause });
    });
}

function answeredInTime(temporal: Client, client: RebalanceClient): ApiClient {
  const inTime = async <Answer>(ask: () => Promise<Answer>) => {
    // Before there is a connection nothing was sent: that is known, where a call that is not answered is not.
    await temporal.connection.ensureConnected().catch((cause: unknown) => {
      const message = 'Temporal cannot be reached, and nothing was asked of it';
      throw new ApiProblem('TEMPORAL_UNAVAILABLE', message, { retryAfter: 5, cause });
    });
    return temporal.withDeadline(Date.now() + TEMPORAL_MS, ask);
  };
  return {
    requestRebalance: (...asked) => inTime(() => client.requestRebalance(...asked)),
    freeze: (...asked) => inTime(() => client.freeze(...asked)),
    resolve: (...asked) => inTime(() => client.resolve(...asked)),
    outcome: (...asked) => inTime(() => client.outcome(...asked)),
    rollOut: (...asked) => inTime(() => client.rollOut(...asked)),
  };
}

main().catch((error: unknown) => {
  log.fatal(error, 'stopped');
  process.exit(1);
});
