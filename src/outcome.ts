import { type Client, TimeoutFailure, WorkflowContinuedAsNewError, WorkflowFailedError } from '@temporalio/client';
import type { Outcome } from './domain/steps';
import type { StaleMemo } from './workflows/messages';

/**
 * Waits for what became of a rebalance: over recovery runs, which go on under the same id, up to its end or to the hold
 * that took over. The hold itself may last for years.
 */
export async function outcomeOf(client: Client, workflowId: string, firstRunId: string): Promise<Outcome> {
  for (let runId = firstRunId; ; ) {
    try {
      return (await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result()) as Outcome;
    } catch (error) {
      if (error instanceof WorkflowContinuedAsNewError) return heldBy(client, workflowId, error.newExecutionRunId);
      if (!(error instanceof WorkflowFailedError && error.cause instanceof TimeoutFailure)) throw error;
      const latest = await client.workflow
        .getHandle(workflowId, undefined, { firstExecutionRunId: firstRunId })
        .describe();
      if (latest.runId === runId) throw error;
      runId = latest.runId;
    }
  }
}

/** The memo says it without a worker. */
async function heldBy(client: Client, workflowId: string, runId: string): Promise<Outcome> {
  const { memo } = await client.workflow.getHandle(workflowId, runId).describe();
  const { reason, cause, batchId } = memo?.stale as StaleMemo;
  return { outcome: 'STALE', reason, cause, batchId };
}
