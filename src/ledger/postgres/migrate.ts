// Brings a database to the schema of this build, and says whether this build may run on the schema that a database has.

import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { LedgerFault } from '../ledger';
import { toLedgerFault } from './connection';
import { GRANTS } from './grants';
import {
  type Applied,
  differenceProblem,
  MIGRATIONS,
  type Migration,
  missingMigration,
  readMigrations,
} from './schema';

/** With this lock, two migrators of one database take turns. */
const ADVISORY_LOCK = 7_432_001;
const ASK_AGAIN_MS = 200;

/** All later queries queue behind a migration that waits for its lock, so it waits briefly, and many times. */
const LOCK_WAIT = '2s';
const LOCK_ATTEMPTS = 30;
const LOCK_PAUSE_MS = 1_000;
const LOCK_TIMEOUT = '55P03';
const DEADLOCK = '40P01';

/**
 * Applies the migrations of this build that the database lacks, then grants the program's role what it needs. Returns the names
 * of the files it applied: none when the database is of a newer build, which is left as it is. `ownerUrl` is a role that owns the
 * database.
 *
 * @throws LedgerFault REFUSED_BY_SCHEMA when an applied file has changed, or a newer build's schema no longer serves this one;
 * CONFLICT when others held a lock all the time.
 */
export async function migrate(ownerUrl: string, directory = MIGRATIONS): Promise<string[]> {
  const client = await connectOnce(ownerUrl);
  try {
    await turnTaken(client);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
       )`,
    );
    const applied = await appliedMigrations(client);
    const files = readMigrations(directory);
    const problem = differenceProblem(applied, files);
    if (problem !== undefined) throw new LedgerFault('REFUSED_BY_SCHEMA', problem);
    // This build must not take back the grants of a newer one.
    if (applied.length > files.length) return [];
    await inShortLocks(
      client,
      `ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS oldest_build integer NOT NULL DEFAULT 0`,
    );
    const pending = files.slice(applied.length);
    for (const migration of pending) await apply(client, migration);
    await client.query(GRANTS);
    return pending.map((migration) => migration.name);
  } catch (error) {
    throw toLedgerFault(error);
  } finally {
    await client.end();
  }
}

/**
 * Says in one sentence why this build must not run on that database, or undefined when it may. Checked when a program starts and
 * never afterwards, because the schema of the next build also serves running programs.
 *
 * @throws LedgerFault UNREACHABLE
 */
export async function schemaProblem(appUrl: string, directory = MIGRATIONS): Promise<string | undefined> {
  const client = await connectOnce(appUrl);
  try {
    const { rows } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('schema_migrations') IS NOT NULL AS present`,
    );
    if (rows[0]?.present !== true)
      return 'the database has no ledger schema yet: run dist/setup.js with DATABASE_OWNER_URL';
    const applied = await appliedMigrations(client);
    const files = readMigrations(directory);
    const missing = missingMigration(applied, files);
    return (
      differenceProblem(applied, files) ??
      (missing && `the database lacks migration ${missing.name}: run dist/setup.js with DATABASE_OWNER_URL`)
    );
  } catch (error) {
    throw toLedgerFault(error);
  } finally {
    await client.end();
  }
}

/** A connection outside any pool. @throws LedgerFault UNREACHABLE */
export async function connectOnce(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A broken connection makes its statement fail; without a listener it would also end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw toLedgerFault(error);
  }
  return client;
}

/**
 * Tries again and again instead of waiting in one statement: that would be a transaction, and CREATE INDEX CONCURRENTLY waits for
 * all transactions to end.
 */
async function turnTaken(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      ADVISORY_LOCK,
    ]);
    if (rows[0]?.taken === true) return;
    await sleep(ASK_AGAIN_MS);
  }
}

/** A database that was last migrated before `oldest_build` existed has no such column. */
async function appliedMigrations(client: Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT number, name, sha256, coalesce((to_jsonb(m) ->> 'oldest_build')::integer, 0) AS "oldestBuild"
       FROM schema_migrations m ORDER BY number`,
  );
  return rows;
}

async function apply(
  client: Client,
  { number, name, sql, sha256, oldestBuild, concurrentIndex }: Migration,
): Promise<void> {
  const note = `INSERT INTO schema_migrations (number, name, sha256, oldest_build)
                VALUES (${number}, ${client.escapeLiteral(name)}, '${sha256}', ${oldestBuild})`;
  if (concurrentIndex === null) return inShortLocks(client, `${sql}\n;\n${note}`);
  // A run that was killed leaves an invalid index, which IF NOT EXISTS would accept as done.
  await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${concurrentIndex}`);
  await client.query(sql);
  await client.query(note);
}

/** Runs statements in one transaction that waits only briefly for a lock, and repeats it when it did not get one. */
async function inShortLocks(client: Client, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await client.query('BEGIN');
    try {
      await client.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
      await client.query(sql);
      await client.query('COMMIT');
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      const inTheWay = error instanceof DatabaseError && [LOCK_TIMEOUT, DEADLOCK].includes(error.code ?? '');
      if (!inTheWay || attempt === LOCK_ATTEMPTS) throw error;
      await sleep(LOCK_PAUSE_MS);
    }
  }
}
