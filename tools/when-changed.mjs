// Runs a step of the build only when something that it is made from is newer than its stamp.
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Calls `build` unless nothing in `sources` has changed since it last succeeded. Paths are relative to the repository. `build` returns
 * whether it succeeded.
 */
export function whenChanged(stampPath, sources, build) {
  const stamp = join(root, stampPath);
  const startedAt = new Date();
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (sources.every((path) => newest(join(root, path)) < builtAt)) return;
  if (!build()) process.exit(1);
  writeFileSync(stamp, '');
  // What was edited during the build is newer than it.
  utimesSync(stamp, startedAt, startedAt);
}

/** A folder counts too: what was deleted or renamed shows in nothing else. */
function newest(path) {
  const found = statSync(path);
  const within = found.isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(found.mtimeMs, ...within);
}
