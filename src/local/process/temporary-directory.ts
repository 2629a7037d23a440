import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a fresh directory that everyone can enter but not list, so that an unprivileged Postgres can live in it. */
export async function temporaryDirectory(purpose: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `autobalancer-${purpose}-`));
  await chmod(directory, 0o711);
  return directory;
}
