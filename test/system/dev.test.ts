import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { withDevSettings } from '../../src/local/dev-settings';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { command, withFile } from '../support/command-line';

const root = join(__dirname, '../..');
const ANNA = { id: 'anna', accountId: 'anna', targets: ['META', 'AAPL'].map((symbol) => ({ symbol, percent: '50' })) };

/** `dev` with its state in a directory of its own; ports that are taken give way to the next free ones. */
function startDev(directory: string) {
  const hook = join(root, 'test/support/typescript-hook.js');
  const child = spawn(process.execPath, [join(root, 'src/local/dev.ts')], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      AUTOBALANCER_WORKFLOW_BUNDLE: process.env.TEST_WORKFLOW_BUNDLE,
      // Its worker, monitor and simulator are run from their sources as well.
      NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return {
    said: () => said,
    pids: (name: string) => [...said.matchAll(new RegExp(`^${name} pid (\\d+)$`, 'gm'))].map(([, pid]) => Number(pid)),
    exited,
    interrupt: () => {
      child.kill('SIGINT');
      return exited;
    },
  };
}

/** What a command finds that is run in `directory` and told of no servers. */
async function settingsIn(directory: string): Promise<NodeJS.ProcessEnv> {
  const here = process.cwd();
  process.chdir(directory);
  try {
    return await withDevSettings({});
  } finally {
    process.chdir(here);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('dev prints what a terminal needs, has its directory for itself, starts a killed worker again, and leaves nothing running', async () => {
  const directory = await temporaryDirectory('dev');
  const dev = startDev(directory);
  try {
    await until(async () => dev.said().includes('Ctrl-C stops everything.'), 40_000);
    const printed: Record<string, string> = {};
    for (const [, name = '', value = ''] of dev.said().matchAll(/^ {2}export (\w+)='(.*)'$/gm)) printed[name] = value;
    const env = await settingsIn(directory);
    expect(env).toEqual(printed);
    expect(await command({ env }, 'account', 'create', 'anna', '100000.00')).toMatchObject({ exit: 0 });
    expect(await withFile(ANNA, (file) => command({ env }, 'portfolio', 'create', file))).toMatchObject({ exit: 0 });
    const ledger = createPostgresLedger(env.DATABASE_URL ?? '');
    const states = async () => (await ledger.listBatches('anna')).map(({ state }) => state);
    await until(async () => (await states()).join() === 'SUCCESS', 60_000);
    const [, api = '', key = ''] = /^HTTP API (\S+) +key (\S+)$/m.exec(dev.said()) ?? [];
    const response = await fetch(`${api}/v1/portfolios/anna`, { headers: { Authorization: `Bearer ${key}` } });
    expect(await response.json()).toMatchObject({ portfolio: { id: 'anna', status: 'ACTIVE' } });

    const second = startDev(directory);
    expect(await second.exited).toBe(1);
    expect(second.said()).toBe(
      `dev: something runs in ${join(directory, '.autobalancer')} already: use that, or stop it first\n`,
    );

    // The second one has taken nothing away from the first.
    expect(await settingsIn(directory)).toEqual(printed);

    process.kill(dev.pids('worker')[0] ?? 0, 'SIGKILL');
    await until(async () => dev.pids('worker').length === 2, 60_000);
    expect(await command({ env }, 'price', 'set', 'META=450.00')).toMatchObject({ exit: 0 });
    await until(async () => (await states()).join() === 'SUCCESS,SUCCESS', 40_000);
    await ledger.close();
  } finally {
    expect(await dev.interrupt()).toBe(0);
    expect(await settingsIn(directory)).toEqual({});
    await rm(directory, { recursive: true, force: true });
  }
  const pids = ['temporal', 'postgres', 'simulator', 'worker', 'monitor', 'api'].flatMap(dev.pids);
  expect(pids).toHaveLength(7);
  expect(pids.filter(isRunning)).toEqual([]);
});
