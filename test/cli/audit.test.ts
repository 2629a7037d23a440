import { readFile, writeFile } from 'node:fs/promises';
import { Client } from 'pg';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { command, withFile } from '../support/command-line';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  const ledger = createPostgresLedger(database.appUrl);
  for (const id of ['ada', 'bob']) {
    await ledger.createPortfolio(newPortfolio({ id }), actor());
    await ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'audit' }, actor());
    await ledger.setStatus(id, { from: ['PAUSED'], to: 'ACTIVE', reason: null }, actor());
  }
  await ledger.close();
});
afterEach(() => database.drop());

const read = (...args: string[]) => command({ env: { DATABASE_URL: database.appUrl } }, ...args);
const run = (...args: string[]) => read(...args, '--json');

/** Does what only the owner of the database can. */
async function tamper(statement: string): Promise<void> {
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
  await owner.query(statement);
  await owner.end();
}

test('an untouched audit is verified, of one portfolio and of all', async () => {
  const all = await run('audit', 'verify');
  expect(all).toMatchObject({
    exit: 0,
    answer: {
      heads: [
        { portfolioId: 'ada', sequence: 3 },
        { portfolioId: 'bob', sequence: 3 },
      ],
    },
  });
  expect((await read('audit', 'verify')).stdout).toContain('All 2 audits are whole: no row was changed');
  const one = await run('audit', 'verify', 'bob');
  expect(one.answer.heads).toEqual((all.answer.heads as unknown[]).slice(1));
});

test.each([
  [
    'a row that the owner changed',
    `UPDATE audit SET actor = 'x' WHERE portfolio_id = 'bob' AND sequence = 2`,
    'row 2 is not what',
  ],
  ['a row that the owner removed', `DELETE FROM audit WHERE portfolio_id = 'bob' AND sequence = 2`, 'row 2 is missing'],
  [
    'a last row that the owner removed',
    `DELETE FROM audit WHERE portfolio_id = 'bob' AND sequence = 3`,
    'last rows are missing',
  ],
])('%s is found', async (_what, statement, problem) => {
  await tamper(statement);
  expect(await run('audit', 'verify', 'ada')).toMatchObject({ exit: 0 });
  expect(await run('audit', 'verify')).toMatchObject({
    exit: 1,
    error: { code: 'AUDIT_BROKEN', field: 'bob', message: expect.stringContaining(problem) as string },
  });
});

test('a database owner who removes rows and the head is found out by anyone who kept the head', async () => {
  const { answer } = await run('audit', 'verify', 'bob');
  const [{ sequence, hash }] = answer.heads as [{ sequence: number; hash: string }];
  await tamper(`DELETE FROM audit WHERE portfolio_id = 'bob' AND sequence = 3`);
  await tamper(
    `UPDATE audit_heads SET sequence = 2, hash = (SELECT hash FROM audit WHERE portfolio_id = 'bob' AND sequence = 2) WHERE portfolio_id = 'bob'`,
  );
  expect(await run('audit', 'verify', 'bob')).toMatchObject({ exit: 0 });
  expect(await run('audit', 'verify', 'bob', '--head', `${sequence}:${hash}`)).toMatchObject({
    exit: 1,
    error: { code: 'AUDIT_BROKEN' },
  });
});

test('an export is verified without the database, and a changed one is not', async () => {
  await withFile('', async (file) => {
    const exported = await run('audit', 'export', 'ada', '--output', file);
    expect(exported).toMatchObject({ exit: 0, answer: { sequence: 3 } });
    const verified = () => command({}, 'audit', 'verify', '--file', file, '--json');
    expect(await verified()).toMatchObject({ exit: 0, answer: { heads: [{ portfolioId: 'ada', sequence: 3 }] } });
    await writeFile(file, (await readFile(file, 'utf8')).replace('"audit"', '"other"'));
    expect(await verified()).toMatchObject({ exit: 1, error: { code: 'AUDIT_BROKEN' } });
    await writeFile(file, 'no row\n');
    expect(await verified()).toMatchObject({ exit: 2, error: { code: 'INVALID_FILE' } });
  });
});

test('a portfolio that a file does not hold is not found in it', async () => {
  await withFile('', async (file) => {
    await run('audit', 'export', 'ada', '--output', file);
    expect(await run('audit', 'verify', 'bob', '--file', file)).toMatchObject({
      exit: 4,
      error: { code: 'PORTFOLIO_NOT_FOUND' },
    });
  });
});

test('an export without a file is one row a line on standard output', async () => {
  const { stdout } = await command({ env: { DATABASE_URL: database.appUrl } }, 'audit', 'export', 'ada');
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { sequence: number });
  expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});
