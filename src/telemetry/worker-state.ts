import type { State } from '@temporalio/worker';

/**
 * Why a process with workers in these states should be started again. A worker that drains is alive: killing it would abandon its
 * orders.
 */
export function aliveProblem(states: readonly State[]): string | undefined {
  if (states.includes('FAILED')) return 'the worker is FAILED';
  // The worker that stopped first waits for the other one.
  return states.every((state) => state === 'STOPPED') ? 'the worker is STOPPED' : undefined;
}

/** Why a process with workers in these states takes no work. */
export function workProblem(states: readonly State[]): string | undefined {
  const other = states.find((state) => state !== 'RUNNING');
  return other && `the worker is ${other}`;
}
