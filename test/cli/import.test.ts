import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, withFile } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args);
const CSV = 'id,accountId,cash,targets\nimp-1,imp-acc-1,100.00,META=60 AAPL=40\nimp-2,imp-acc-2,50.00,META=100\n';

test('a file of portfolios is imported, imported again without effect, and exported', async () => {
  const first = await withFile(CSV, (file) => run('portfolio', 'import', file, '--format', 'csv', '--json'));
  expect(first).toMatchObject({ exit: 0, answer: { stored: 2, skipped: 0, problems: [] } });
  const again = await withFile(CSV, (file) => run('portfolio', 'import', file, '--format', 'csv'));
  expect(again.stdout).toContain('0 portfolios stored, 2 were there already');
  expect(again.stderr).toContain('checked 3');
  await withFile('', async (file) => {
    const exported = await run('portfolio', 'export', '--format', 'csv', '--output', file, '--json');
    expect(exported).toMatchObject({ exit: 0, answer: { portfolios: 2 } });
    const [header, one] = (await readFile(file, 'utf8')).split('\n');
    expect(header).toBe('id,accountId,cash,targets,holdings,policy,status,statusReason');
    expect(one).toContain('imp-1,imp-acc-1,100.00,AAPL=40.0000 META=60.0000,,');
  });
});

test('a file with a wrong line stores nothing, and each wrong line is shown', async () => {
  const lines = `${CSV}imp-3,imp-acc-3,1.00,META=99\nimp-4,imp-acc-4,1.00,XXXX=100\n`;
  const ended = await withFile(lines, (file) => run('portfolio', 'import', file, '--format', 'csv'));
  expect(ended).toMatchObject({ exit: 2, stderr: expect.stringContaining('2 lines are wrong') as string });
  expect(ended.stdout).toMatch(/^ *4 +targets +targets must sum to exactly 100/m);
  expect(ended.stdout).toMatch(/^ *5 +targets +targets: the broker does not list XXXX/m);
  const json = await withFile(lines, (file) => run('portfolio', 'import', file, '--format', 'csv', '--json'));
  expect(json.error).toMatchObject({ code: 'IMPORT_REFUSED', problems: [{ line: 4 }, { line: 5, field: 'targets' }] });
});

test.each([
  ['a file that is not there', 'nothing.ndjson', 'INVALID_FILE'],
  ['a directory', '/', 'INVALID_FILE'],
])('%s is refused', async (_what, file, code) => {
  expect(await run('portfolio', 'import', file, '--json')).toMatchObject({ exit: 2, error: { code, field: 'file' } });
});

test('a file that is not UTF-8, or has a line without an end, is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'autobalancer-import-'));
  const file = join(directory, 'a.ndjson');
  for (const [content, why] of [
    [Buffer.from([0x7b, 0xff, 0x0a]), 'UTF-8'],
    [Buffer.alloc(400_000, 'x'), 'a line of more than'],
  ] as const) {
    await writeFile(file, content);
    const { exit, error } = await run('portfolio', 'import', file, '--json');
    expect({ exit, code: error.code, message: error.message }).toEqual({
      exit: 2,
      code: 'INVALID_FILE',
      message: expect.stringContaining(why) as string,
    });
  }
  await rm(directory, { recursive: true });
});
