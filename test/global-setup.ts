// Starts what every suite shares, once: on a small machine, suites that each start servers of their own get in each
// other's way. Each test takes a task queue, ids and a database of its own.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../src/local/process/temporary-directory';
import { cacheDirectory } from '../src/local/servers/cache';
import { startPostgres } from '../src/local/servers/postgres-server';
import { temporalCli, timeSkippingServer } from '../src/local/servers/temporal-binaries';
import { startTemporal } from '../src/local/servers/temporal-server';
import { kept } from './support/kept';
import { startTimeSkippingServer } from './support/time-skipping-server';

const BUNDLE = 'workflow-bundle.js';

/** Stops what was started. `global-teardown.ts` runs them in the same process. */
export const stops: (() => Promise<void>)[] = [];

export default async function setUp(): Promise<void> {
  const directory = await temporaryDirectory('test');
  stops.push(() => rm(directory, { recursive: true, force: true }));
  const started = await Promise.allSettled([devServer(), javaServer(), postgres(directory), bundle()]);
  const failed = started.find((result) => result.status === 'rejected');
  if (failed === undefined) return;
  await stopAll();
  throw failed.reason;
}

export async function stopAll(): Promise<void> {
  // The directory goes last: it was the first to come.
  const [removeDirectory, ...servers] = stops.splice(0);
  await Promise.all(servers.map((stop) => stop()));
  await removeDirectory?.();
}

async function devServer(): Promise<void> {
  const binary = await temporalCli(cacheDirectory());
  const dynamicConfig = {
    'frontend.WorkflowTimeSkippingEnabled': true,
    // Within one partition of a queue the order is that of priority; between partitions it is chance.
    'matching.numTaskqueueReadPartitions': 1,
    'matching.numTaskqueueWritePartitions': 1,
  };
  const { address, stop } = await startTemporal({ binary, preferredPort: 0, uiPort: 0, dynamicConfig });
  stops.push(stop);
  process.env.TEST_TEMPORAL_CLI = binary;
  process.env.TEST_TEMPORAL_ADDRESS = address;
}

async function javaServer(): Promise<void> {
  const binary = await timeSkippingServer(cacheDirectory());
  const { address, stop } = await startTimeSkippingServer({ binary, port: 0 });
  stops.push(stop);
  process.env.TEST_TIME_SKIPPING_ADDRESS = address;
}

async function postgres(directory: string): Promise<void> {
  const durable = process.env.TEST_POSTGRES_DURABLE === '1';
  const { superuserUrl, stop } = await startPostgres({
    dataDir: join(directory, 'postgres'),
    preferredPort: 0,
    durable,
  });
  stops.push(stop);
  process.env.TEST_POSTGRES_URL = superuserUrl;
}

async function bundle(): Promise<void> {
  const sources = ['src', 'package-lock.json', 'test/global-setup.ts'];
  process.env.TEST_WORKFLOW_BUNDLE = join(await kept('workflows', sources, bundleWorkflows), BUNDLE);
}

async function bundleWorkflows(folder: string): Promise<void> {
  // The SDK loads webpack, which takes a second.
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const source = join(__dirname, '../src');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(source, 'workflows/index.ts'),
    payloadConverterPath: join(source, 'temporal/payload-converter.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(join(folder, BUNDLE), code);
}
