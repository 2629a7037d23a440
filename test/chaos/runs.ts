import {
  type Client,
  type WorkflowExecutionInfo,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import type { Outcome } from '../../src/domain/steps';

const { EventType } = temporal.api.enums.v1;

/** What Temporal says of a portfolio's run. */
export interface Runs {
  /** What runs under the portfolio's id, or undefined when nothing does. */
  of: RebalanceClient['whatRuns'];
  /** What the latest run returned, or undefined when it has not. */
  outcome(portfolioId: string): Promise<Outcome | undefined>;
  /** What each run under the portfolio's id came to, the latest first, for people. */
  told(portfolioId: string): Promise<string>;
  /** Every run under the portfolio's id. */
  all(portfolioId: string): Promise<WorkflowExecutionInfo[]>;
  /** The history of one of them, as the server's protobuf. */
  history(run: Pick<WorkflowExecutionInfo, 'workflowId' | 'runId'>): Promise<Uint8Array>;
  /** The Web UI's buttons. A run that has ended meanwhile is left alone. */
  cancel(portfolioId: string): Promise<void>;
  terminate(portfolioId: string): Promise<void>;
}

export function createRuns(client: Client): Runs {
  const { workflow } = client;
  const handle = (portfolioId: string) => workflow.getHandle(rebalanceWorkflowId(portfolioId));
  return {
    of: createRebalanceClient(client).whatRuns,
    outcome: (id) =>
      unlessGone(async () => {
        const latest = handle(id);
        return (await latest.describe()).status.name === 'COMPLETED' ? ((await latest.result()) as Outcome) : undefined;
      }),
    told: async (id) => {
      const lines: string[] = [];
      const query = `WorkflowId = "${rebalanceWorkflowId(id)}"`;
      for await (const { type, status, runId, startTime } of workflow.list({ query })) {
        const run = workflow.getHandle(rebalanceWorkflowId(id), runId);
        const result: unknown = status.name === 'COMPLETED' ? await run.result() : '';
        const events = status.name === 'RUNNING' ? ` after ${await eventsOf(run)}` : '';
        lines.push(`${startTime.toISOString()} ${type} ${status.name} ${JSON.stringify(result)}${events}`);
      }
      return lines.join('; ');
    },
    all: async (id) => {
      const found: WorkflowExecutionInfo[] = [];
      for await (const run of workflow.list({ query: `WorkflowId = "${rebalanceWorkflowId(id)}"` })) found.push(run);
      return found;
    },
    history: async ({ workflowId, runId }) =>
      temporal.api.history.v1.History.encode(await workflow.getHandle(workflowId, runId).fetchHistory()).finish(),
    cancel: (id) =>
      unlessGone(async () => {
        await handle(id).cancel();
      }),
    terminate: (id) =>
      unlessGone(async () => {
        await handle(id).terminate('by hand');
      }),
  };
}

/** The types of a run's events in their order: what it waits for. */
async function eventsOf(run: WorkflowHandle): Promise<string> {
  const { events } = await run.fetchHistory();
  return (events ?? []).map(({ eventType }) => EventType[eventType ?? 0]?.replace('EVENT_TYPE_', '')).join(' ');
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
