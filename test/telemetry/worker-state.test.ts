import { aliveProblem, workProblem } from '../../src/telemetry/worker-state';

test.each([
  ['RUNNING', true, true],
  ['STOPPING', true, false],
  ['DRAINING', true, false],
  ['DRAINED', true, false],
  ['STOPPED', false, false],
  ['FAILED', false, false],
] as const)('a worker that is %s: alive %s, ready %s', (state, alive, ready) => {
  expect([aliveProblem([state, state]) === undefined, workProblem([state, state]) === undefined]).toEqual([
    alive,
    ready,
  ]);
});

test('a process of which one worker has stopped waits for the other one, and takes no work', () => {
  expect(aliveProblem(['STOPPED', 'DRAINING'])).toBeUndefined();
  expect(workProblem(['STOPPED', 'DRAINING'])).toBe('the worker is STOPPED');
  expect(aliveProblem(['RUNNING', 'FAILED'])).toBe('the worker is FAILED');
  expect(workProblem(['RUNNING', 'DRAINING'])).toBe('the worker is DRAINING');
});
