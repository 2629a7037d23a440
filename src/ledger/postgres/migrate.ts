// The schema: numbered SQL files, applied once each, forward only.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { LedgerFault } from '../ledger';
import { toLedgerFault } from './connection';
import { GRANTS } from './grants';

/** Two migrators of one database take turns on it. */
const ADVISORY_LOCK = 7_432_001;

const DIRECTORY = join(__dirname, 'migrations');
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;

interface Migration {
  number: number;
  name: string;
  sql: string;
  sha256: string;
}

interface Applied {
  number: number;
  name: string;
  sha256: string;
}

/**
 * Brings the database to the schema this build expects, each file in a transaction of its own, then grants the program's
 * role what it needs. Returns the names of the files it applied. `ownerUrl` is a role that owns the database.
 *
 * @throws LedgerFault REFUSED_BY_SCHEMA when an applied file has changed or the database is newer than this build.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = await connectOnce(ownerUrl);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
       )`,
    );
    const applied = await appliedMigrations(client);
    const files = migrationFiles();
    const problem = differenceProblem(applied, files);
    if (problem !== undefined) throw new LedgerFault('REFUSED_BY_SCHEMA', problem);
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
 * Says in one sentence why this build must not run on that database, or undefined when its schema is the expected one.
 *
 * @throws LedgerFault UNREACHABLE
 */
export async function schemaProblem(appUrl: string): Promise<string | undefined> {
  const client = await connectOnce(appUrl);
  try {
    const { rows } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('schema_migrations') IS NOT NULL AS present`,
    );
    if (rows[0]?.present !== true)
      return 'the database has no ledger schema yet: run dist/setup.js with DATABASE_OWNER_URL';
    const applied = await appliedMigrations(client);
    const files = migrationFiles();
    const behind = files[applied.length];
    return (
      differenceProblem(applied, files) ??
      (behind && `the database lacks migration ${behind.name}: run dist/setup.js with DATABASE_OWNER_URL`)
    );
  } catch (error) {
    throw toLedgerFault(error);
  } finally {
    await client.end();
  }
}

/** A connection outside of any pool. @throws LedgerFault UNREACHABLE */
export async function connectOnce(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that breaks fails the statement on it; without a listener it would end the process as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw toLedgerFault(error);
  }
  return client;
}

function migrationFiles(): Migration[] {
  const files = readdirSync(DIRECTORY).filter((name) => FILE_NAME.test(name));
  return files.sort().map((name, index) => {
    const sql = readFileSync(join(DIRECTORY, name), 'utf8').replaceAll('\r\n', '\n');
    return { number: index + 1, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

async function appliedMigrations(client: Client): Promise<Applied[]> {
  return (await client.query<Applied>('SELECT number, name, sha256 FROM schema_migrations ORDER BY number')).rows;
}

function differenceProblem(applied: Applied[], files: Migration[]): string | undefined {
  for (const [index, row] of applied.entries()) {
    const file = files[index];
    if (file === undefined)
      return `the database has migration ${row.name}, which is newer than this build: run the build that brought it, or a later one`;
    if (file.name !== row.name)
      return `the database has migration ${row.name} where this build has ${file.name}: check DATABASE_URL, and that both are of one line of builds`;
    if (file.sha256 !== row.sha256)
      return `migration ${file.name} is not the file that was applied: add a new migration instead of changing it`;
  }
  return undefined;
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
