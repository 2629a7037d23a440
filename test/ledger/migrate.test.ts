import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { migrate, schemaProblem } from '../../src/ledger/postgres/migrate';
import { missingMigration, readMigrations } from '../../src/ledger/postgres/schema';
import { chainProblem } from '../../src/ledger/rules/audit-chain';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { type DatabaseUrls, provisionDatabase } from '../../src/local/servers/provision-database';
import { actor } from '../support/portfolios';

const DIRECTORY = join(__dirname, '../../src/ledger/postgres/migrations');
const MIGRATIONS = readdirSync(DIRECTORY).sort();

describe('migrations', () => {
  let urls: DatabaseUrls;
  let name: string;

  beforeEach(async () => {
    name = `migrate_${randomBytes(6).toString('hex')}`;
    urls = await provisionDatabase(superuserUrl(), name);
  });
  afterEach(() => run(superuserUrl(), `DROP DATABASE ${name} WITH (FORCE)`));

  test('run once, in order, and a program then finds the schema it expects', async () => {
    expect(await schemaProblem(urls.appUrl)).toMatch('has no ledger schema yet');
    expect(await migrate(urls.ownerUrl)).toEqual(MIGRATIONS);
    expect(await migrate(urls.ownerUrl)).toEqual([]);
    expect(await schemaProblem(urls.appUrl)).toBeUndefined();
  });

  test('of several migrators at once one does the work and all succeed', async () => {
    const applied = await Promise.all([1, 2, 3].map(() => migrate(urls.ownerUrl)));
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, MIGRATIONS.length]);
  });

  test.each([
    [
      'a file that changed after it was applied',
      `UPDATE schema_migrations SET sha256 = 'other' WHERE number = 1`,
      'is not the file that was applied',
    ],
    [
      'a file of another name',
      `UPDATE schema_migrations SET name = '0002-else.sql' WHERE number = 2`,
      'this build has 0002-rules.sql: check DATABASE_URL',
    ],
    [
      'a database from which a newer build has taken what this one uses',
      `INSERT INTO schema_migrations (number, name, sha256, oldest_build)
         VALUES (${MIGRATIONS.length + 1}, '9999-less.sql', 'x', ${MIGRATIONS.length + 1})`,
      'has taken away what this build uses: run the build that brought it',
    ],
  ])('%s is refused, by the migrator and by the program', async (_what, statement, sentence) => {
    await migrate(urls.ownerUrl);
    await run(urls.ownerUrl, statement);
    await expect(migrate(urls.ownerUrl)).rejects.toMatchObject({
      name: 'LedgerFault',
      code: 'REFUSED_BY_SCHEMA',
      message: expect.stringContaining(sentence) as string,
    });
    expect(await schemaProblem(urls.appUrl)).toMatch(sentence);
  });

  test('a build runs on the schema of a newer build, and its migrator leaves that schema as it is', async () => {
    await migrate(urls.ownerUrl);
    await run(
      urls.ownerUrl,
      `CREATE TABLE newer (id integer); GRANT SELECT, DELETE ON fills, newer TO autobalancer_app;
       INSERT INTO schema_migrations (number, name, sha256) VALUES (${MIGRATIONS.length + 1}, '9998-more.sql', 'x');
       INSERT INTO schema_migrations (number, name, sha256, oldest_build)
         VALUES (${MIGRATIONS.length + 2}, '9999-less.sql', 'x', ${MIGRATIONS.length})`,
    );
    expect(await schemaProblem(urls.appUrl)).toBeUndefined();
    expect(await migrate(urls.ownerUrl)).toEqual([]);
    await run(urls.appUrl, 'DELETE FROM fills');
    expect(await schemaProblem(urls.appUrl)).toBeUndefined();
  });

  test('a database that was last migrated before builds could differ is taken over', async () => {
    await migrate(urls.ownerUrl);
    await run(urls.ownerUrl, 'ALTER TABLE schema_migrations DROP COLUMN oldest_build');
    expect(await schemaProblem(urls.appUrl)).toBeUndefined();
    expect(await migrate(urls.ownerUrl)).toEqual([]);
    await run(urls.ownerUrl, 'SELECT oldest_build FROM schema_migrations');
  });

  test('a program does not start on a database that lacks a migration', async () => {
    await migrate(urls.ownerUrl);
    // A build can do without an index that is made beside it: the last file that it needs counts.
    const needed = readMigrations(DIRECTORY).findLast(({ isNeeded }) => isNeeded);
    await run(urls.ownerUrl, `DELETE FROM schema_migrations WHERE number >= ${needed?.number}`);
    expect(await schemaProblem(urls.appUrl)).toMatch(`lacks migration ${needed?.name}`);
  });

  test('what was recorded before the audit was a chain is chained as it was recorded', async () => {
    await run(
      urls.ownerUrl,
      MIGRATIONS.slice(0, 2)
        .map((file) => readFileSync(join(DIRECTORY, file), 'utf8'))
        .join('\n'),
    );
    await run(
      urls.ownerUrl,
      `INSERT INTO audit (portfolio_id, event, detail, actor, at)
         SELECT portfolio, 'NOTED', jsonb_build_object('number', number), 'x', now() FROM generate_series(1, 3) AS number, unnest('{b,a}'::text[]) AS portfolio
          ORDER BY number`,
    );
    for (const file of MIGRATIONS.slice(2)) await run(urls.ownerUrl, readFileSync(join(DIRECTORY, file), 'utf8'));
    const ledger = createPostgresLedger(urls.ownerUrl);
    for (const portfolio of ['a', 'b']) {
      const rows = await ledger.listAudit(portfolio);
      expect(rows.map(({ sequence, detail }) => [sequence, detail.number])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      await ledger.audit(portfolio, null, 'MESSAGE_IGNORED', {}, actor());
      expect(chainProblem(await ledger.listAudit(portfolio), await ledger.auditHead(portfolio))).toBeUndefined();
    }
    await ledger.close();
    await expect(run(urls.ownerUrl, 'DELETE FROM audit')).rejects.toThrow('append-only');
  });

  test('a build starts without its own index or contraction, but not without the columns it reads', async () => {
    const directory = await directoryWith({
      '0001-base.sql': 'CREATE TABLE base (id integer);',
      '0002-index.sql': '-- Why.\nCREATE INDEX CONCURRENTLY base_by_id ON base (id);\n',
      '0003-less.sql': '-- oldest build: 0001\nALTER TABLE base DROP COLUMN IF EXISTS gone;',
    });
    expect(missingMigration([], readMigrations(directory))).toMatchObject({ name: '0001-base.sql' });
    const [base] = readMigrations(directory);
    if (base === undefined) throw new Error('there is a first file');
    expect(missingMigration([base], readMigrations(directory))).toBeUndefined();
    await rm(directory, { recursive: true });
  });

  test('an index is made while others write and migrate, and made again when the first try was killed', async () => {
    await migrate(urls.ownerUrl);
    const directory = await directoryWith(
      oneMore('CREATE INDEX CONCURRENTLY batches_by_drift ON batches (drift_before);'),
    );
    // What a killed CREATE INDEX CONCURRENTLY leaves has the same name, and is of no use.
    await run(urls.ownerUrl, 'CREATE INDEX batches_by_drift ON batches (state)');
    const writer = await openTransaction(urls.ownerUrl, 'LOCK TABLE batches IN ROW EXCLUSIVE MODE');
    const migrating = Promise.all([1, 2].map(() => migrate(urls.ownerUrl, directory)));
    await untilWaitingForLock(urls.ownerUrl);
    await writer.end();
    expect((await migrating).map((names) => names.length).sort()).toEqual([0, 1]);
    expect(await indexOf(urls.ownerUrl, 'batches_by_drift')).toMatch(/\(drift_before\) valid$/);
    await rm(directory, { recursive: true });
  });

  test('a migration gives way to the queries behind it, and continues when it gets its lock', async () => {
    await migrate(urls.ownerUrl);
    const directory = await directoryWith(oneMore('ALTER TABLE portfolios ADD more text;'));
    const reader = await openTransaction(urls.appUrl, 'SELECT id FROM portfolios');
    const migrating = migrate(urls.ownerUrl, directory);
    await untilWaitingForLock(urls.ownerUrl);
    // It waits behind the migration, for as long as that waits.
    await run(urls.appUrl, `SET statement_timeout = '8s'; SELECT id FROM portfolios`);
    await reader.end();
    expect(await migrating).toHaveLength(1);
    await rm(directory, { recursive: true });
  });

  test('a migration that fails leaves nothing of itself behind', async () => {
    await run(urls.ownerUrl, 'CREATE TABLE fills (id integer)');
    await expect(migrate(urls.ownerUrl)).rejects.toMatchObject({ name: 'LedgerFault', code: 'UNEXPECTED' });
    await run(urls.ownerUrl, 'DROP TABLE fills');
    expect(await migrate(urls.ownerUrl)).toHaveLength(MIGRATIONS.length);
  });
});

function superuserUrl(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (url === undefined) throw new Error('TEST_POSTGRES_URL must name a Postgres: run the tests with jest');
  return url;
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The files of this build, and one more. */
function oneMore(sql: string): Record<string, string> {
  const files = MIGRATIONS.map((name) => [name, readFileSync(join(DIRECTORY, name), 'utf8')] as const);
  return { ...Object.fromEntries(files), [`${String(MIGRATIONS.length + 1).padStart(4, '0')}-more.sql`]: sql };
}

async function directoryWith(files: Record<string, string>): Promise<string> {
  const directory = await temporaryDirectory('migrations');
  for (const [name, sql] of Object.entries(files)) await writeFile(join(directory, name), sql);
  return directory;
}

/** Returns how an index was defined, and whether it is valid. */
async function indexOf(connectionString: string, name: string): Promise<string | undefined> {
  const [row] = await ask<{ definition: string; valid: boolean }>(
    connectionString,
    `SELECT pg_get_indexdef(indexrelid) AS definition, indisvalid AS valid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = '${name}'`,
  );
  return row && `${row.definition} ${row.valid ? 'valid' : 'invalid'}`;
}

/** Opens a transaction, in which it runs `statement`; it ends with the connection. */
async function openTransaction(connectionString: string, statement: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  return client;
}

function untilWaitingForLock(connectionString: string): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return until(async () => (await ask(connectionString, waiting)).length > 0, 60_000);
}

async function ask<Row extends object>(connectionString: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
