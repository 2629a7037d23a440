import { access, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../prices/selection';

/** Writes each of `files`, by name, into `directory`, which is made if it does not exist. */
export async function writeFiles(directory: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of files) await writeFile(join(directory, name), content);
}

/** Checked before the first day and not after the last. @throws UsageError when nothing could be written to `path`. */
export async function requireDirectoryOf(flag: string, what: string, path: string): Promise<void> {
  const directory = dirname(resolve(path));
  await access(directory).catch((cause: unknown) => {
    throw new UsageError(`${flag} must name ${what} in a directory that exists: ${directory} does not`, { cause });
  });
}

/** @throws UsageError when a report could not be written to `directory`. */
export async function requireReportDirectory(directory: string): Promise<void> {
  await requireDirectoryOf('--report', 'a directory', directory);
  const found = await stat(directory).catch(() => undefined);
  if (found !== undefined && !found.isDirectory())
    throw new UsageError(`--report must name a directory, and ${directory} is a file`);
}
