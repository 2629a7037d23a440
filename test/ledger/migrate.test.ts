import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { migrate, schemaProblem } from '../../src/ledger/postgres/migrate';
import { chainProblem } from '../../src/ledger/rules/audit-chain';
import { type DatabaseUrls, provisionDatabase } from '../../src/local/provision-database';
import { actor } from '../fixtures/portfolios';

const MIGRATIONS = readdirSync(join(__dirname, '../../src/ledger/postgres/migrations')).sort();

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
      'a database newer than this build',
      `INSERT INTO schema_migrations VALUES (${MIGRATIONS.length + 1}, '9999-more.sql', 'x')`,
      'newer than this build: run the build that brought it',
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

  test('a program does not start on a database that lacks a migration', async () => {
    await migrate(urls.ownerUrl);
    await run(urls.ownerUrl, `DELETE FROM schema_migrations WHERE number = ${MIGRATIONS.length}`);
    expect(await schemaProblem(urls.appUrl)).toMatch(`lacks migration ${MIGRATIONS.at(-1)}`);
  });

  test('what was recorded before the audit was a chain is chained as it was recorded', async () => {
    const directory = join(__dirname, '../../src/ledger/postgres/migrations');
    await run(
      urls.ownerUrl,
      readdirSync(directory)
        .sort()
        .slice(0, 2)
        .map((file) => readFileSync(join(directory, file), 'utf8'))
        .join('\n'),
    );
    await run(
      urls.ownerUrl,
      `INSERT INTO audit (portfolio_id, event, detail, actor, at)
         SELECT portfolio, 'NOTED', jsonb_build_object('number', number), 'x', now() FROM generate_series(1, 3) AS number, unnest('{b,a}'::text[]) AS portfolio
          ORDER BY number`,
    );
    await run(urls.ownerUrl, readFileSync(join(directory, '0003-audit-chain.sql'), 'utf8'));
    const ledger = createPostgresLedger(urls.ownerUrl);
    for (const portfolio of ['a', 'b']) {
      const rows = await ledger.listAudit(portfolio);
      expect(rows.map(({ sequence, detail }) => [sequence, detail.number])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      await ledger.audit(portfolio, null, 'NOTED', {}, actor());
      expect(chainProblem(await ledger.listAudit(portfolio), await ledger.auditHead(portfolio))).toBeUndefined();
    }
    await ledger.close();
    await expect(run(urls.ownerUrl, 'DELETE FROM audit')).rejects.toThrow('append-only');
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
