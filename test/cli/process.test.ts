import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { until } from '../../src/local/process/until';
import { startCuttingProxy } from '../support/cutting-proxy';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const INTERRUPTED = 'autobalancer: you stopped waiting: what was started goes on [INTERRUPTED]\n';

/** Starts the command line as a process of its own. */
function start(env: Record<string, string>, ...args: string[]) {
  const main = join(__dirname, '../../src/cli/main.ts');
  const child = spawn(
    process.execPath,
    ['--require', join(__dirname, '../support/typescript-hook.js'), main, ...args],
    {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ exit: number | null; stderr: string }>((resolve) =>
    child.once('close', (exit) => resolve({ exit, stderr })),
  );
  return { child, ended };
}

test('a command ends quietly when its reader closes the pipe', async () => {
  const { child, ended } = start(system.env, '--help');
  child.stdout.destroy();
  expect(await ended).toEqual({ exit: 0, stderr: '' });
});

test('standard input that is not JSON is reported as standard input', async () => {
  expect(await start(system.env, 'portfolio', 'create', '-').ended).toMatchObject({
    exit: 2,
    stderr: expect.stringMatching(/^autobalancer: standard input must be JSON/) as string,
  });
});

test('a command that failed because Temporal is away ends by itself, with one line', async () => {
  const id = await system.createPortfolio();
  const { ended } = start({ ...system.env, TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'rebalance', id);
  const { exit, stderr } = await ended;
  expect(exit).toBe(1);
  expect(stderr).toMatch(/^autobalancer: Temporal does not answer .*TEMPORAL_ADDRESS.* \[TEMPORAL_UNREACHABLE\]\n$/);
});

/** Nobody works on the product's own queue: what is asked for there is waited for. */
async function startWaiting(env: Record<string, string>) {
  const id = await system.createPortfolio();
  const { child, ended } = start(env, 'rebalance', id);
  const asked = system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
  await until(() => asked.describe().then(Boolean, () => false), 60_000);
  return { child, ended, asked };
}

test('Ctrl-C while waiting for Temporal returns to the terminal at once', async () => {
  const { child, ended, asked } = await startWaiting(system.env);
  const since = performance.now();
  child.kill('SIGINT');
  expect(await ended).toEqual({ exit: 1, stderr: INTERRUPTED });
  // The server holds a call that waits for twenty.
  expect(performance.now() - since).toBeLessThan(10_000);
  await asked.terminate();
});

test('Ctrl-C while waiting for a Temporal that is down prints nothing else', async () => {
  const proxy = await startCuttingProxy(`http://${system.env.TEMPORAL_ADDRESS}`);
  try {
    const { child, ended, asked } = await startWaiting({ ...system.env, TEMPORAL_ADDRESS: new URL(proxy.url).host });
    proxy.setAway(true);
    child.kill('SIGINT');
    expect(await ended).toEqual({ exit: 1, stderr: INTERRUPTED });
    await asked.terminate();
  } finally {
    await proxy.close();
  }
});

test('a second Ctrl-C ends at once a command that does not end by itself', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const { child, ended } = start(
    { ...system.env, AUTOBALANCER_BROKER_URL: `http://127.0.0.1:${port}` },
    'price',
    'list',
  );
  await once(silent, 'request');
  await until(async () => child.exitCode !== null || !child.kill('SIGINT'), 60_000);
  expect(await ended).toEqual({ exit: 130, stderr: '' });
  silent.closeAllConnections();
  silent.close();
});

test('a worker runs until Ctrl-C, and a database of another schema is said before it starts', async () => {
  const env = { ...system.env, AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE ?? '' };
  const { child, ended } = start(env, 'worker');
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until(async () => said.includes('running'), 60_000);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ exit: 0 });
  expect(said).toMatch(/worker: stopped\n$/);
  const wrong = start({ ...env, DATABASE_URL: process.env.TEST_POSTGRES_URL ?? '' }, 'worker', '--json');
  expect(await wrong.ended).toMatchObject({ exit: 78, stderr: expect.stringContaining('"SCHEMA"') as string });
});

test('a port in use is reported with what to do', async () => {
  const port = new URL(system.env.AUTOBALANCER_BROKER_URL ?? '').port;
  const { exit, stderr } = await start(system.env, 'simulator', '--port', port, '--json').ended;
  expect(exit).toBe(1);
  expect(JSON.parse(stderr)).toMatchObject({
    ok: false,
    code: 'PORT_IN_USE',
    message: expect.stringContaining('--port') as string,
  });
});
