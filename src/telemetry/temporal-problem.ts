import type { ConnectionLike } from '@temporalio/client';

const DEADLINE_MS = 3_000;

/** Says why Temporal does not answer, or undefined when it does. */
export async function temporalProblem(
  connection: Pick<ConnectionLike, 'workflowService' | 'withDeadline'>,
  now: () => number,
): Promise<string | undefined> {
  try {
    await connection.withDeadline(now() + DEADLINE_MS, () => connection.workflowService.getSystemInfo({}));
    return undefined;
  } catch (error) {
    return `Temporal does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
