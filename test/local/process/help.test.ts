import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDevSettings, withDevSettings, writeDevSettings } from '../../../src/local/dev-settings';

const root = join(__dirname, '../../..');
const hook = join(root, 'test/support/typescript-hook.js');

let directory: string;
const here = process.cwd();
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'autobalancer-help-'));
});
afterEach(async () => {
  process.chdir(here);
  await rm(directory, { recursive: true });
});

const PROGRAMS = ['dev', 'demo/main', 'replay/main'];

/** As npm calls it. */
const nameOf = (program: string) => program.replace('/main', '');

function run(program: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', hook, join(root, `src/local/${program}.ts`), ...args],
    { cwd: directory, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test.each(PROGRAMS)('%s --help says what it does, and starts nothing', async (program) => {
  const { status, stdout, stderr } = run(program, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^npm run ${nameOf(program)}`));
  expect(await readdir(directory)).toEqual([]);
});

test.each(PROGRAMS)('%s refuses an option that it does not have, with its usage', async (program) => {
  const { status, stderr } = run(program, '--nonsense');
  expect(status).toBe(2);
  expect(stderr).toMatch(/Unknown option '--nonsense'/);
  expect(stderr).toContain(`npm run ${nameOf(program)}`);
  expect(await readdir(directory)).toEqual([]);
});

test('commands take the settings of the dev of their directory, unless they are told of servers of their own', async () => {
  process.chdir(directory);
  expect(await withDevSettings({ HOME: '/home' })).toEqual({ HOME: '/home' });
  await mkdir('.autobalancer');
  await writeDevSettings('.autobalancer', { DATABASE_URL: 'postgres://dev', TEMPORAL_ADDRESS: 'dev:1' });
  expect((await stat('.autobalancer/settings.json')).mode & 0o777).toBe(0o600);
  expect(await withDevSettings({ HOME: '/home' })).toEqual({
    HOME: '/home',
    DATABASE_URL: 'postgres://dev',
    TEMPORAL_ADDRESS: 'dev:1',
  });
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'AUTOBALANCER_BROKER_URL'])
    expect(await withDevSettings({ [name]: 'mine' })).toEqual({ [name]: 'mine' });
  await removeDevSettings('.autobalancer');
  expect(await withDevSettings({})).toEqual({});
});
