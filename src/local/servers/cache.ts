import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Returns the directory for what is got once and kept, made if it is not there: `AUTOBALANCER_CACHE`, else the user's cache. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const directory = resolve(
    env.AUTOBALANCER_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'autobalancer'),
  );
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return directory;
}
