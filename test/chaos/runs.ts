import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';

/** What Temporal says of a portfolio's run. */
export interface Runs {
  /** The type of what runs under the portfolio's id, or undefined when nothing does. */
  of(portfolioId: string): Promise<string | undefined>;
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
