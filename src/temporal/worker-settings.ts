import type { WorkerOptions } from '@temporalio/worker';

/** How much one worker does at a time, and under which build it does it. */
export interface WorkerLimits {
  readonly cachedWorkflows: number;
  readonly workflowSlots: number;
  readonly activitySlots: number;
  /** Undefined: the worker takes the work of every build. */
  readonly buildId: string | undefined;
}

const DEPLOYMENT = 'autobalancer';

/** Returns what the Temporal worker of this process is told besides where it works and on what. */
export function workerSettings({ cachedWorkflows, workflowSlots, activitySlots, buildId }: WorkerLimits) {
  return {
    // A rebalance ends within seconds, a hold waits outside the cache: what does not fit is replayed.
    maxCachedWorkflows: cachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: workflowSlots,
    // Every order that waits for its fill holds a slot.
    maxConcurrentActivityTaskExecutions: activitySlots,
    maxConcurrentLocalActivityExecutions: activitySlots,
    // Longer than an order may take to leave. A step that still waits then ends, and the next worker goes on with it at once: a longer
    // grace would only keep it waiting. Both are within the 30 s that orchestrators give by default.
    shutdownGraceTime: '10s',
    shutdownForceTime: '25s',
    ...(buildId === undefined
      ? {}
      : {
          workerDeploymentOptions: {
            useWorkerVersioning: true,
            version: { deploymentName: DEPLOYMENT, buildId },
            // A rebalance ends on the code it began with; stalePortfolio says of itself that it moves on.
            defaultVersioningBehavior: 'PINNED',
          },
        }),
  } as const satisfies Partial<WorkerOptions>;
}
