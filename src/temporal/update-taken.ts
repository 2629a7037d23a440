import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { later } from '../domain/time';

/** An update that somebody may have sent before: a server that has taken it answers the same again. */
export interface SentUpdate {
  /** The same for every process that sends it. */
  id: string;
  /** ISO time before which nobody sent it. */
  since: string;
  /** Somebody may have sent it before. */
  isRepeat: boolean;
}

/** The clocks of the server and of who sends it may differ. */
const CLOCKS_MS = 5 * 60_000;

/**
 * Returns the run that took an update under `workflowId`, and what it answered; undefined when none did. A server recognizes an update
 * within one run only, and by now another run may have the workflow id.
 *
 * @throws WorkflowUpdateFailedError when the update failed
 */
export async function updateTaken<Answer>(
  client: Client,
  workflowId: string,
  { id, since }: SentUpdate,
): Promise<{ runId: string; answer: Answer } | undefined> {
  for await (const runId of runsSince(client, workflowId, since)) {
    try {
      const update = client.workflow.getHandle(workflowId, runId).getUpdateHandle<Answer>(id);
      return { runId, answer: await update.result() };
    } catch (error) {
      // That run never took it.
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  return undefined;
}

/** The list lags behind by a moment, so the latest run is asked for on its own. */
async function* runsSince({ workflow }: Client, workflowId: string, since: string): AsyncGenerator<string> {
  let latest: string;
  try {
    latest = (await workflow.getHandle(workflowId).describe()).runId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  yield latest;
  const notBefore = `(ExecutionStatus = 'Running' OR CloseTime >= '${later(since, -CLOCKS_MS)}')`;
  for await (const { runId } of workflow.list({ query: `WorkflowId = '${workflowId}' AND ${notBefore}` }))
    if (runId !== latest) yield runId;
}
