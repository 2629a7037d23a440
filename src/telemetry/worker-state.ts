import type { State } from '@temporalio/worker';

/** Why a worker in this state should be started again. One that drains lives: killing it would cut its orders off. */
export function aliveProblem(state: State): string | undefined {
  return state === 'STOPPED' || state === 'FAILED' ? `the worker is ${state}` : undefined;
}

/** Why a worker in this state takes no work. */
export function workProblem(state: State): string | undefined {
  return state === 'RUNNING' ? undefined : `the worker is ${state}`;
}
