// The workers of one process: one for rebalances, one with slots of its own for holds, alerts and signals, and one for what is sent to webhooks.

import { type State, Worker, type WorkerOptions } from '@temporalio/worker';
import { peopleQueue, webhookQueue } from '../workflows/messages';

export interface Workers {
  /** Until they are shut down. When one of them fails the other is shut down as well. */
  run(): Promise<void>;
  /** Runs them while `work` is under way. */
  runUntil<T>(work: Promise<T> | (() => Promise<T>)): Promise<T>;
  shutdown(): void;
  getStates(): State[];
}

/** Holds are few at a time, and wait outside the cache. */
const PEOPLE: Partial<WorkerOptions> = {
  maxCachedWorkflows: 100,
  maxConcurrentWorkflowTaskExecutions: 10,
  maxConcurrentActivityTaskExecutions: 20,
  maxConcurrentLocalActivityExecutions: 20,
};

/** It runs no workflow. A receiver that hangs holds a slot for ten seconds. */
const ATTEMPTS_AT_ONCE = 50;

/** `options` are those of the worker of rebalances. Without `webhookActivities` nothing is sent to webhooks. */
export async function createWorkers(options: WorkerOptions, webhookActivities?: object): Promise<Workers> {
  const [people, webhooks] = [peopleQueue(options.taskQueue), webhookQueue(options.taskQueue)];
  const workers = await Promise.all([
    Worker.create(options),
    Worker.create({ ...options, ...PEOPLE, taskQueue: people }),
    ...(webhookActivities === undefined ? [] : [Worker.create(ofWebhooks(options, webhooks, webhookActivities))]),
  ]);
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const run = async () => {
    await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
  };
  return {
    run,
    runUntil: async (work) => {
      const running = run();
      try {
        return await Promise.race([typeof work === 'function' ? work() : work, running.then(stopped)]);
      } finally {
        shutdown();
        await running;
      }
    },
    shutdown,
    getStates: () => workers.map((worker) => worker.getState()),
  };
}

function ofWebhooks(options: WorkerOptions, taskQueue: string, activities: object): WorkerOptions {
  const { workflowBundle: _bundle, workflowsPath: _path, ...others } = options;
  return { ...others, taskQueue, activities, maxConcurrentActivityTaskExecutions: ATTEMPTS_AT_ONCE };
}

function stopped(): never {
  throw new Error('the workers were stopped');
}
