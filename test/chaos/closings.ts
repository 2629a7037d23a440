// What Temporal keeps of a seed's runs: how each closed, and whether each history replays.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { REBALANCE_WORKFLOW } from '../../src/workflows/messages';
import { beginningsOf, History, type RunHistory, replayAll } from '../support/replay';
import type { Broken } from './ends';
import type { Plan } from './plan';
import type { Stand } from './stand';

const root = join(__dirname, '../..');
/** Of each run of the latest chaos, as the server's protobuf. */
const KEPT = join(root, '.autobalancer/chaos-histories');

/**
 * Checks I21, keeps the history of every run of the seed, and replays each from its first event, whole and up to the end of each of its
 * workflow tasks (I15). Returns how many of each.
 */
export async function checkRuns({ runs }: Stand, plan: Plan): Promise<Replayed & { broken: Broken[] }> {
  await mkdir(KEPT, { recursive: true });
  const broken: Broken[] = [];
  const kept: Kept[] = [];
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
      kept.push({ portfolio, workflowId: run.workflowId, file, history: History.decode(history) });
    }
  }
  const beginnings = kept.flatMap((run) =>
    beginningsOf(run.history).map((history) => ({
      ...run,
      history,
      file: `${run.file} up to event ${history.events?.length}`,
    })),
  );
  return {
    replayed: kept.length,
    beginnings: beginnings.length,
    broken: [...broken, ...(await notReplaying([...kept, ...beginnings]))],
  };
}

/** Histories of runs that were kept and replayed, and beginnings of them. */
export interface Replayed {
  replayed: number;
  beginnings: number;
}

interface Kept extends RunHistory {
  portfolio: string;
  /** Where the history is, and how much of it this is. */
  file: string;
}

async function notReplaying(histories: readonly Kept[]): Promise<Broken[]> {
  const broken: Broken[] = [];
  let next = 0;
  for await (const problem of replayAll(histories)) {
    const { portfolio, file } = histories[next] as Kept;
    next += 1;
    if (problem !== undefined)
      broken.push({ portfolio, invariant: 'I15', message: `${file} does not replay: ${problem}` });
  }
  if (next !== histories.length) throw new Error(`the worker replayed ${next} of ${histories.length} histories`);
  return broken;
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
