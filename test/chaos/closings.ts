// What Temporal keeps of a seed's runs: how each closed, and whether each history replays.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { REBALANCE_WORKFLOW } from '../../src/workflows/messages';
import { replayProblem } from '../support/replay';
import type { Broken } from './ends';
import type { Plan } from './plan';
import type { Stand } from './stand';

const root = join(__dirname, '../..');
/** Of each run of the latest chaos, as the server's protobuf. */
const KEPT = join(root, '.autobalancer/chaos-histories');

/** Checks I21, keeps the history of every run of the seed, and replays each whole, from its first event (I15). Returns how many. */
export async function checkRuns({ runs }: Stand, plan: Plan): Promise<{ replayed: number; broken: Broken[] }> {
  await mkdir(KEPT, { recursive: true });
  const broken: Broken[] = [];
  let replayed = 0;
  for (const { id: portfolio } of plan.portfolios) {
    const mayTerminate = plan.strikes.some(
      (strike) => strike.kind === 'terminate-run' && strike.portfolio === portfolio,
    );
    for (const run of await runs.all(portfolio)) {
      const message = closingProblem(run, mayTerminate);
      if (message !== undefined) broken.push({ portfolio, invariant: 'I21', message });
      const history = await runs.history(run);
      const file = join(KEPT, `${run.workflowId}-${run.runId}.binpb`);
      await writeFile(file, history);
      replayed += 1;
      const problem = await replayProblem(history, run.workflowId);
      if (problem !== undefined)
        broken.push({ portfolio, invariant: 'I15', message: `${file} does not replay: ${problem}` });
    }
  }
  return { replayed, broken };
}

/** I21: see src/temporal/outcome.ts. */
function closingProblem(
  { type, status, runId }: Pick<WorkflowExecutionInfo, 'type' | 'status' | 'runId'>,
  mayTerminate: boolean,
): string | undefined {
  if (type !== REBALANCE_WORKFLOW) return undefined;
  if (['RUNNING', 'COMPLETED', 'CONTINUED_AS_NEW', 'TIMED_OUT'].includes(status.name)) return undefined;
  if (status.name === 'TERMINATED' && mayTerminate) return undefined;
  return `run ${runId} closed ${status.name}`;
}
