// Program: builds the adapters, hands them to the activities and runs the Temporal worker until it is told to stop.

import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from './activities';
import { temporalDeps } from './activities/temporal-deps';
import { createAlpacaBroker } from './broker/alpaca/client';
import { createAlpacaMarket } from './broker/alpaca/market';
import { readConfig, showConfig } from './config';
import { createPostgresLedger } from './ledger/postgres/ledger';
import { schemaProblem } from './ledger/postgres/migrate';
import { TASK_QUEUE } from './workflows/messages';

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = loadClientConnectConfig();
  console.log(`worker: configuration ${showConfig(config, { address: connectionOptions.address, namespace })}`);
  const problem = await schemaProblem(config.databaseUrl);
  if (problem !== undefined) throw new Error(problem);
  const ledger = createPostgresLedger(config.databaseUrl);
  const deps = temporalDeps({
    ledger,
    broker: createAlpacaBroker(config.broker),
    market: createAlpacaMarket(config.broker),
  });
  const connection = await NativeConnection.connect(connectionOptions);
  const worker = await Worker.create({
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: join(__dirname, 'workflow-bundle.js') },
    dataConverter: { payloadConverterPath: require.resolve('./payload-converter') },
    activities: createActivities(deps),
    maxCachedWorkflows: 500,
    shutdownGraceTime: '30s',
    shutdownForceTime: '60s',
  });
  console.log('worker: running');
  try {
    await worker.run();
  } finally {
    await connection.close();
    await ledger.close();
  }
}

main().catch((error: unknown) => {
  console.error('worker:', error instanceof Error ? error.message : error);
  process.exit(1);
});
