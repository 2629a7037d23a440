// The schema that this build brings: numbered SQL files, applied once each, forward only. A build runs on the schema of the
// build before it and of the build after it, because workers of two builds run side by side during a deploy:
//
// S1. A file may add what nobody reads yet (expand). A build needs all such files, down to the last one it has.
// S2. A file may take away only what no running build uses any more (contract). It says which builds those are, by the number of
//     the newest file they know: `-- oldest build: 0012`. Older ones refuse to start on the result. No build needs it itself.
// S3. An index on a table that has rows is made by a file of its own with CREATE INDEX CONCURRENTLY, which runs outside of a
//     transaction. No build needs an index that is not unique.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const MIGRATIONS = join(__dirname, 'migrations');

export interface Migration {
  number: number;
  name: string;
  sql: string;
  sha256: string;
  /** The name of the index that is all it makes, concurrently; null when it runs in a transaction. */
  concurrentIndex: string | null;
  /** The number of the newest file that a build must know to run once this one is applied; 0 for any build. */
  oldestBuild: number;
  /** True when this build cannot run before it is applied. */
  isNeeded: boolean;
}

/** A migration as the database remembers it. */
export type Applied = Pick<Migration, 'number' | 'name' | 'sha256' | 'oldestBuild'>;

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
const OLDEST_BUILD = /^-- oldest build: (\d{4})$/m;
const CONCURRENT_INDEX = /^CREATE (UNIQUE )?INDEX CONCURRENTLY (\w+) ON [^;]+;?$/;

/** Returns the migrations of a directory, by number. */
export function readMigrations(directory: string): Migration[] {
  const names = readdirSync(directory).filter((name) => FILE_NAME.test(name));
  return names.sort().map((name, index) => {
    const sql = readFileSync(join(directory, name), 'utf8').replaceAll('\r\n', '\n');
    const concurrent = CONCURRENT_INDEX.exec(sql.replaceAll(/^--.*$/gm, '').trim());
    const oldestBuild = Number.parseInt(OLDEST_BUILD.exec(sql)?.[1] ?? '0', 10);
    return {
      number: index + 1,
      name,
      sql,
      sha256: createHash('sha256').update(sql).digest('hex'),
      concurrentIndex: concurrent?.[2] ?? null,
      oldestBuild,
      isNeeded: oldestBuild === 0 && (concurrent === null || concurrent[1] !== undefined),
    };
  });
}

/** Says why a build with these files must not use a database with those, or undefined when it may, whichever is newer. */
export function differenceProblem(applied: readonly Applied[], files: readonly Migration[]): string | undefined {
  for (const [index, row] of applied.entries()) {
    const file = files[index];
    if (file === undefined) {
      if (row.oldestBuild > files.length)
        return `migration ${row.name} has taken away what this build uses: run the build that brought it, or a later one`;
      continue;
    }
    if (file.name !== row.name)
      return `the database has migration ${row.name} where this build has ${file.name}: check DATABASE_URL, and that both are of one line of builds`;
    if (file.sha256 !== row.sha256)
      return `migration ${file.name} is not the file that was applied: add a new migration instead of changing it`;
  }
  return undefined;
}

/** Returns the last migration without which this build cannot run and that is not applied, if any. */
export function missingMigration(applied: readonly Applied[], files: readonly Migration[]): Migration | undefined {
  return files.slice(applied.length).findLast(({ isNeeded }) => isNeeded);
}
