import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { spawnLeashed } from '../../../src/local/process/leash';
import { createSupervisor } from '../../../src/local/process/supervisor';
import { until } from '../../../src/local/process/until';

// A failing test must not leave a program that keeps the test run from ending.
const started: { stop(): Promise<void> }[] = [];
afterEach(() => Promise.all(started.splice(0).map((program) => program.stop())));

const leashed = (...[command, args, options]: Parameters<typeof spawnLeashed>) => {
  const program = spawnLeashed(command, args, options);
  started.push(program);
  return program;
};
const sleeper = () => Promise.resolve(leashed('sleep', ['600']));

test('a killed program is started again, and said so', async () => {
  const said: string[] = [];
  const supervisor = createSupervisor((line) => said.push(line));
  const { pid } = await supervisor.keep('worker', sleeper);
  process.kill(pid, 'SIGKILL');
  await until(async () => said.length === 3, 60_000);
  expect(said).toEqual([
    `worker pid ${pid}`,
    'worker ended (SIGKILL), starts again in 0.25 s',
    expect.stringMatching(/^worker pid \d+$/),
  ]);
  await supervisor.close();
  await until(async () => pidsIn(said).every((each) => !isRunning(each)), 60_000);
});

test('a program that cannot be started again is tried again, ever less often', async () => {
  const said: string[] = [];
  const supervisor = createSupervisor((line) => said.push(line));
  let starts = 0;
  const { pid } = await supervisor.keep('flaky', async () => {
    starts += 1;
    if (starts === 2) throw new Error('port taken');
    return sleeper();
  });
  process.kill(pid, 'SIGKILL');
  await until(async () => starts === 3 && pidsIn(said).length === 2, 60_000);
  expect(said).toContain('flaky ended (port taken), starts again in 0.5 s');
  await supervisor.close();
});

test('a close between the end of a program and its next start leaves nothing running', async () => {
  const said: string[] = [];
  const supervisor = createSupervisor((line) => said.push(line));
  const { pid } = await supervisor.keep('worker', sleeper);
  process.kill(pid, 'SIGKILL');
  await until(async () => said.length === 2, 60_000);
  await supervisor.close();
  expect(pidsIn(said)).toEqual([pid]);
  await expect(supervisor.keep('late', sleeper)).rejects.toThrow('being stopped');
});

test('a first start that fails is the caller’s error, and close still works', async () => {
  const supervisor = createSupervisor(() => undefined);
  await expect(supervisor.keep('broken', () => Promise.reject(new Error('no such program')))).rejects.toThrow(
    'no such',
  );
  await supervisor.close();
});

test('a program that ignores the stop signal is killed after the grace', async () => {
  const stubborn = leashed('sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 1; done'], { graceMs: 300 });
  await until(async () => stubborn.lastOutput() === 'ready', 60_000);
  await stubborn.stop();
  expect(await stubborn.exited).toBe('SIGKILL');
});

test('Ctrl-C, sent to the whole process group and a signal passed on by npm stop everything exactly once', async () => {
  const parent = await startParent();
  process.kill(-parent.pid, 'SIGINT');
  // Another signal, because two that are the same may arrive as one. Two that are pending have no order.
  process.kill(parent.pid, 'SIGTERM');
  expect([130, 143]).toContain(await parent.exited);
  expect(parent.said().filter((line) => /stopping|closed/.test(line))).toEqual(['parent: stopping …', 'closed']);
  expect(parent.said().filter((line) => line.includes('starts again'))).toEqual([]);
  expect(parent.children().filter(isRunning)).toEqual([]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('after %s alone a program ends with exit code %i and its children gone', async (signal, code) => {
  const parent = await startParent();
  process.kill(parent.pid, signal);
  expect(await parent.exited).toBe(code);
  expect(parent.children().filter(isRunning)).toEqual([]);
});

test('a program whose reader is gone ends with exit code 141 and its children gone', async () => {
  const parent = await startParent();
  parent.stopReading();
  expect(await parent.exited).toBe(141);
  expect(parent.children().filter(isRunning)).toEqual([]);
});

test('no program outlives a parent that is killed', async () => {
  const parent = await startParent();
  expect(parent.children().filter(isRunning)).toHaveLength(2);
  process.kill(parent.pid, 'SIGKILL');
  await parent.exited;
  await until(async () => !parent.children().some(isRunning), 60_000);
});

async function startParent() {
  const options = [
    '--require',
    join(__dirname, '../../support/typescript-hook.js'),
    join(__dirname, 'supervised-parent.ts'),
  ];
  const child: ChildProcess = spawn(process.execPath, options, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  started.push({
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  });
  const said = () => output.split('\n').filter((line) => line !== '');
  await until(async () => said().includes('ready'), 60_000);
  const stopReading = () => child.stdout?.destroy();
  return { pid: child.pid ?? 0, exited, said, stopReading, children: () => pidsIn(said()) };
}

function pidsIn(lines: string[]): number[] {
  return lines.flatMap((line) => (/ pid \d+$/.test(line) ? [Number(line.split(' ').pop())] : []));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
