import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file as it is sent: `zipped` where the browser takes that. */
export interface ConsoleFile {
  type: string;
  plain: Uint8Array<ArrayBuffer>;
  zipped: Uint8Array<ArrayBuffer>;
}

/** The built console: its page, and by name what the page loads. Each name has a hash of the content, so that it never changes. */
export interface ConsoleFiles {
  page: ConsoleFile;
  assets: ReadonlyMap<string, ConsoleFile>;
}

/** What a build of ours may contain. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the console into memory once, so that no request names a file. Returns undefined where it was not built. */
export async function readConsole(directory: string): Promise<ConsoleFiles | undefined> {
  try {
    const names = await readdir(join(directory, 'assets'));
    const assets = await Promise.all(
      names.map(async (name) => [name, await readOne(join(directory, 'assets', name))] as const),
    );
    return { page: await readOne(join(directory, 'index.html')), assets: new Map(assets) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readOne(path: string): Promise<ConsoleFile> {
  const type = TYPES[extname(path)];
  if (type === undefined) throw new Error(`the console has a file of an unknown type: ${path}`);
  const plain = new Uint8Array(await readFile(path));
  return { type, plain, zipped: new Uint8Array(await promisify(gzip)(plain, { level: 9 })) };
}
