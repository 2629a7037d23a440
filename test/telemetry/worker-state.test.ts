import { aliveProblem, workProblem } from '../../src/telemetry/worker-state';

test.each([
  ['RUNNING', true, true],
  ['STOPPING', true, false],
  ['DRAINING', true, false],
  ['DRAINED', true, false],
  ['STOPPED', false, false],
  ['FAILED', false, false],
] as const)('a worker that is %s: alive %s, ready %s', (state, alive, ready) => {
  expect([aliveProblem(state) === undefined, workProblem(state) === undefined]).toEqual([alive, ready]);
});
