import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

test('the lock names no registry, so everyone installs through their own', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/);
});

test('the lock has the builds of every platform, or npm ci fails where they are asked for', () => {
  execFileSync(process.execPath, ['tools/complete-lockfile.mjs', '--check'], { cwd: root, stdio: 'pipe' });
});

test('every dependency has one exact version, or a fix range of types only', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.devDependencies,
  })
    .filter(([name, version]) => !/^\d+\.\d+\.\d+/.test(version) && !name.startsWith('@types/'))
    .map(([name]) => name);
  expect(loose).toEqual([]);
});
