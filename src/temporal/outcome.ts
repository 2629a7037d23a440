import { type Client, WorkflowContinuedAsNewError } from '@temporalio/client';
import type { Outcome } from '../domain/steps';
import { REBALANCE_WORKFLOW, STALE_WORKFLOW, type StaleMemo } from '../workflows/messages';

/**
 * Waits for what became of a rebalance: over recovery runs, which go on under the same id, up to its end or to the hold
 * that took over. The hold itself may last for years.
 */
export async function outcomeOf(client: Client, workflowId: string, firstRunId: string): Promise<Outcome> {
  for (let runId = firstRunId; ; ) {
    try {
      return (await client.workflow.getHandle(workflowId, runId, { followRuns: false }).result()) as Outcome;
    } catch (error) {
      // A run that timed out says the same, and names its recovery run.
      if (!(error instanceof WorkflowContinuedAsNewError)) throw error;
      runId = error.newExecutionRunId;
      const next = await client.workflow.getHandle(workflowId, runId).describe();
      if (next.type === STALE_WORKFLOW) return heldBy(next.memo?.stale as StaleMemo);
    }
  }
}

/** The memo says it without a worker. */
function heldBy({ reason, cause, batchId }: StaleMemo): Outcome {
  return { outcome: 'STALE', reason, cause, batchId };
}

/**
 * A visibility query for the rebalances that closed as none may. They close COMPLETED or continue as their hold; TIMED_OUT is the
 * hard TTL, which the server follows with a recovery run, and TERMINATED is a person. FAILED and CANCELED free the lock with a batch
 * under way, and nothing takes over.
 */
export const BADLY_CLOSED = `WorkflowType = '${REBALANCE_WORKFLOW}' AND ExecutionStatus IN ('Failed', 'Canceled')`;
