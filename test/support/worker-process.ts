import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Crash } from './crashing-worker';
import type { TestSystem } from './system';

/**
 * Starts a worker of `system` in a process of its own, on a task queue of its own, and waits until it runs. With a key of the broker's it has
 * that one's budget, and listens to its stream of orders.
 */
export async function startWorkerProcess(
  system: TestSystem,
  taskQueue: string,
  crash: Crash | null = null,
  key = '',
): Promise<ChildProcess> {
  const hook = join(__dirname, 'typescript-hook.js');
  const started = spawn(process.execPath, ['--require', hook, join(__dirname, 'crashing-worker.ts')], {
    env: {
      ...process.env,
      ...system.env,
      TASK_QUEUE: taskQueue,
      PAYLOAD_CONVERTER: require.resolve('../../src/temporal/payload-converter'),
      KEY: key,
      CRASH: JSON.stringify(crash),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(started.stdout, 'data');
  return started;
}
