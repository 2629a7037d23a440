// How commands find a running `dev`: the file .autobalancer/settings.json in the directory in which it was started.

import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where `dev` keeps its state, below the working directory. */
export const DEV_DIRECTORY = '.autobalancer';

const FILE = 'settings.json';

/** If one of these is set, it means another system than the `dev` of this directory. */
const POINTERS = ['DATABASE_URL', 'DATABASE_URL_FILE', 'TEMPORAL_ADDRESS', 'AUTOBALANCER_BROKER_URL'];

/** The file holds a database password, so only its owner may read it. */
export async function writeDevSettings(directory: string, settings: Record<string, string>): Promise<void> {
  const file = join(directory, FILE);
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  // The mode above only applies to a new file.
  await chmod(file, 0o600);
}

export async function removeDevSettings(directory: string): Promise<void> {
  await rm(join(directory, FILE), { force: true });
}

/** Returns `env`, with the settings of the `dev` that runs in this directory when `env` names no servers of its own. */
export async function withDevSettings(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (POINTERS.some((name) => (env[name] ?? '') !== '')) return env;
  const text = await readFile(join(resolve(DEV_DIRECTORY), FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return env;
  return { ...(JSON.parse(text) as Record<string, string>), ...env };
}
