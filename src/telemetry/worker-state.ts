import type { State } from '@temporalio/worker';

/** Why a process with workers in these states should be started again. One that drains lives: killing it would cut its orders off. */
export function aliveProblem(states: readonly State[]): string | undefined {
  if (states.includes('FAILED')) return 'the worker is FAILED';
  // The one that has stopped first waits for the other.
  return states.every((state) => state === 'STOPPED') ? 'the worker is STOPPED' : undefined;
}

/** Why a process with workers in these states takes no work. */
export function workProblem(states: readonly State[]): string | undefined {
  const other = states.find((state) => state !== 'RUNNING');
  return other && `the worker is ${other}`;
}
