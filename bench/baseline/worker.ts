// Program: runs the plain saga as src/worker.ts runs ours: the same adapters, slots and counters.

import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { observedWire } from '../../src/broker/alpaca/observed-wire';
import { openOrderNews } from '../../src/broker/alpaca/order-news';
import { readConfig } from '../../src/config';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { createLogger } from '../../src/telemetry/logger';
import { meterActivities } from '../../src/telemetry/metered-activities';
import { brokerMetrics, createRegistry, newsMetrics, rebalanceMetrics } from '../../src/telemetry/metrics';
import { startStatusServer } from '../../src/telemetry/status-server';
import { installRuntime } from '../../src/telemetry/temporal-runtime';
import { workerSettings } from '../../src/temporal/worker-settings';

const log = createLogger('baseline', process.env);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  installRuntime(log, undefined);
  const registry = createRegistry();
  const ledger = createPostgresLedger(config.databaseUrl);
  const alpaca = { ...config.broker, wire: observedWire(brokerMetrics(registry)) };
  const news = openOrderNews(alpaca, {
    ...newsMetrics(registry, () => news.isLive()),
    onLive: () => undefined,
    onLoss: (reason) => log.warn(reason),
  });
  const activities = createTemporalActivities({
    ledger,
    broker: createAlpacaBroker(alpaca),
    market: createAlpacaMarket(alpaca),
    news,
    alerts: createSlackAlerts(() => undefined),
    caps: config.caps,
  });
  const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' });
  const worker = await Worker.create({
    connection,
    taskQueue: 'baseline',
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./workflows'),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: meterActivities(activities, rebalanceMetrics(registry), log),
    ...workerSettings(config.worker),
  });
  const alive = () => (worker.getState() === 'RUNNING' ? undefined : 'it does not run');
  const probes = { alive, ready: async () => undefined, metrics: () => registry.metrics() };
  if (config.status !== undefined) await startStatusServer(config.status, probes);
  await worker.run();
  await connection.close();
  await ledger.close();
  process.exit(0);
}

main().catch((error: unknown) => {
  log.fatal(error, 'stopped');
  process.exit(1);
});
