// The workers of one process: one for rebalances, and one with slots of its own for holds, alerts and signals.

import { type State, Worker, type WorkerOptions } from '@temporalio/worker';
import { peopleQueue } from '../workflows/messages';

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

/** `options` are those of the worker of rebalances. */
export async function createWorkers(options: WorkerOptions): Promise<Workers> {
  const taskQueue = peopleQueue(options.taskQueue);
  const workers = await Promise.all([Worker.create(options), Worker.create({ ...options, ...PEOPLE, taskQueue })]);
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

function stopped(): never {
  throw new Error('the workers were stopped');
}
