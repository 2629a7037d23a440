// Runs "npm run build", unless nothing it is made from has changed since it last did: commands need not wait for it.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist/.built');
const sources = ['package-lock.json', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'tools', 'src'];

/** A folder counts too: what was deleted or renamed shows in nothing else. */
function newest(path) {
  const found = statSync(path);
  const within = found.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(found.mtimeMs, ...within);
}

const startedAt = new Date();
const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.some((path) => newest(join(root, path)) >= builtAt)) {
  const { status } = spawnSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
  // What was edited during the build is newer than it.
  utimesSync(stamp, startedAt, startedAt);
}
