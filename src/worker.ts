// Program: connects, hands the adapters to the activities and runs the Temporal worker until it is told to stop.

import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { createRolloutActivities } from './activities/rollout';
import { createTemporalActivities } from './activities/temporal-activities';
import { createWebhookActivities } from './activities/webhook';
import { readConfig, showConfig } from './config';
import { connect } from './connect';
import { createLogger } from './telemetry/logger';
import { meterActivities } from './telemetry/metered-activities';
import { meterWebhooks } from './telemetry/metered-webhooks';
import { brokerMetrics, createRegistry, newsMetrics, rebalanceMetrics } from './telemetry/metrics';
import { startStatusServer } from './telemetry/status-server';
import { temporalProblem } from './telemetry/temporal-problem';
import { installRuntime } from './telemetry/temporal-runtime';
import { aliveProblem, workProblem } from './telemetry/worker-state';
import { temporalAt } from './temporal/address';
import { workerSettings } from './temporal/worker-settings';
import { createWorkers } from './temporal/workers';
import { TASK_QUEUE } from './workflows/messages';

const log = createLogger('worker', process.env);

/** Orders take seconds, and each look costs the ledger a little. */
const ROLLOUT_LOOK_MS = 5_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = temporalAt(process.env);
  const configuration = showConfig(config, { address: connectionOptions.address, namespace });
  log.info({ configuration }, 'starting');
  installRuntime(log, config.sdkMetricsAddress);
  const registry = createRegistry();
  const adapters = connect({ config: () => config, env: process.env, onRequest: brokerMetrics(registry) });
  const ledger = await adapters.ledger();
  const { mayLose } = await adapters.databaseHealth();
  if (mayLose !== undefined) log.warn({ mayLose }, `the ledger's database may lose what it has confirmed: ${mayLose}`);
  const counts = newsMetrics(registry, () => news.isLive());
  const news = adapters.orderNews({
    ...counts,
    onLive: () => log.info('the stream of orders tells again'),
    onLoss: (reason) => log.warn(`the stream of orders was lost (${reason}): orders are polled instead`),
  });
  const activities = createTemporalActivities({
    ledger,
    broker: adapters.broker(),
    market: adapters.market(),
    news,
    alerts: adapters.alerts(),
    caps: config.caps,
  });
  const now = () => new Date().toISOString();
  const connection = await NativeConnection.connect(connectionOptions);
  const options = {
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: config.workflowBundle ?? join(__dirname, 'workflow-bundle.js') },
    dataConverter: { payloadConverterPath: require.resolve('./temporal/payload-converter') },
    activities: {
      ...meterActivities(activities, rebalanceMetrics(registry), log),
      ...createRolloutActivities({ ledger, market: adapters.market(), now, lookEveryMs: ROLLOUT_LOOK_MS }),
    },
    ...workerSettings(config.worker),
  };
  const webhooks = meterWebhooks(adapters.webhooks(), registry, () => performance.now());
  const workers = await createWorkers(options, createWebhookActivities({ ledger, webhooks, now }));
  const status =
    config.status &&
    (await startStatusServer(config.status, {
      alive: () => aliveProblem(workers.getStates()),
      ready: async () => {
        const problem = workProblem(workers.getStates());
        if (problem !== undefined) return problem;
        await ledger.trading();
        return temporalProblem(connection, Date.now);
      },
      metrics: () => registry.metrics(),
    }));
  if (status !== undefined) log.info(`status at ${status.url}`);
  log.info('running');
  try {
    await workers.run();
  } finally {
    await status?.close();
    await connection.close();
    await adapters.close();
  }
}

main().catch((error: unknown) => {
  log.fatal(error, 'stopped');
  process.exit(1);
});
