// What a person who looks for trouble wants to know of Temporal.

import type { Client } from '@temporalio/client';
import { PORTFOLIO_ID, REBALANCE_STATE, TASK_QUEUE } from '../workflows/messages';

export interface TemporalHealth {
  /** Of the server, which has the namespace. */
  version(): Promise<string>;
  namespace: string;
  /** The search attributes that our workflows name and the namespace lacks. */
  missingAttributes(): Promise<string[]>;
  /** How many workers poll. */
  workers(): Promise<number>;
}

/** `taskQueue` is where the workers are; the product's own unless given. */
export function createTemporalHealth({ connection, options }: Client, taskQueue = TASK_QUEUE): TemporalHealth {
  const { namespace } = options;
  return {
    namespace,
    version: async () => {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace });
      return serverVersion;
    },
    missingAttributes: async () => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      return [PORTFOLIO_ID.name, REBALANCE_STATE.name].filter((name) => customAttributes?.[name] === undefined);
    },
    workers: async () => {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: WORKFLOW_TASKS,
      });
      return pollers?.length ?? 0;
    },
  };
}

const WORKFLOW_TASKS = 1;
