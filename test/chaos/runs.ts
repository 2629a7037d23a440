import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import type { Outcome } from '../../src/domain/steps';

/** What Temporal says of a portfolio's run. */
export interface Runs {
  /** The type of what runs under the portfolio's id, or undefined when nothing does. */
  of(portfolioId: string): Promise<string | undefined>;
  /** What the latest run returned, or undefined when it has not. */
  outcome(portfolioId: string): Promise<Outcome | undefined>;
  /** What each run under the portfolio's id came to, the latest first, for people. */
  told(portfolioId: string): Promise<string>;
  /** The Web UI's buttons. A run that has ended meanwhile is left alone. */
  cancel(portfolioId: string): Promise<void>;
  terminate(portfolioId: string): Promise<void>;
}

export function createRuns({ workflow }: Client): Runs {
  const handle = (portfolioId: string) => workflow.getHandle(rebalanceWorkflowId(portfolioId));
  return {
    of: (id) =>
      unlessGone(async () => {
        const { status, type } = await handle(id).describe();
        return status.name === 'RUNNING' ? type : undefined;
      }),
    outcome: (id) =>
      unlessGone(async () => {
        const latest = handle(id);
        return (await latest.describe()).status.name === 'COMPLETED' ? ((await latest.result()) as Outcome) : undefined;
      }),
    told: async (id) => {
      const lines: string[] = [];
      const query = `WorkflowId = "${rebalanceWorkflowId(id)}"`;
      for await (const { type, status, runId, startTime } of workflow.list({ query })) {
        const result: unknown =
          status.name === 'COMPLETED' ? await workflow.getHandle(rebalanceWorkflowId(id), runId).result() : '';
        lines.push(`${startTime.toISOString()} ${type} ${status.name} ${JSON.stringify(result)}`);
      }
      return lines.join('; ');
    },
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

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
