import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const CACHE = join(root, 'node_modules/.cache');

/**
 * Returns a folder with what `make` puts into the folder that it gets. It is made when these `sources` (paths in the repository) are met
 * with this content for the first time, and is kept.
 */
export async function kept(
  name: string,
  sources: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const all = join(CACHE, name);
  const folder = join(all, hashOf(sources));
  if (existsSync(folder)) return folder;
  mkdirSync(all, { recursive: true });
  const unfinished = await mkdtemp(join(all, 'unfinished-'));
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    // Two may make the same at once: the first one is kept.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

function hashOf(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesIn)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.byteLength}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

function filesIn(path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
