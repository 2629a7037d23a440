import { createServer, type Socket } from 'node:net';
import { Client } from 'pg';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { command, withFile } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

const NOWHERE = {
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  DATABASE_URL: 'postgres://app:secret@127.0.0.1:1/ledger',
  AUTOBALANCER_BROKER_URL: 'http://127.0.0.1:1',
};
const run = (...args: string[]) => command({ env: NOWHERE }, ...args, '--json');

test.each([
  ['an unknown flag', ['batches', 'anna', '--nonsense'], '--nonsense'],
  ['an unknown command', ['nonsense'], 'nonsense'],
  ['a missing argument', ['portfolio', 'show'], 'id'],
  ['one argument too many', ['price', 'list', 'META'], undefined],
  ['a limit that is not a number', ['batches', 'anna', '--limit', '1e3'], '--limit'],
  ['a status that is none', ['portfolio', 'list', '--status', 'OPEN'], '--status'],
])('%s is wrong usage', async (_what, args, field) => {
  const { exit, stdout, error } = await run(...args);
  expect({ exit, stdout, ok: error.ok, code: error.code }).toEqual({ exit: 2, stdout: '', ok: false, code: 'USAGE' });
  expect(error.message).toMatch(/--help/);
  if (field !== undefined) expect(error.field).toMatch(field);
});

test('a noun without a verb lists its verbs and exits as wrong usage', async () => {
  const { exit, stderr } = await command({}, 'portfolio');
  expect(exit).toBe(2);
  expect(stderr).toContain('set-targets');
});

test.each([[['--help']], [['portfolio', 'create', '--help']]])(
  '%s is printed on stdout, and the exit code is 0',
  async (args) => {
    const { exit, stdout, stderr } = await command({}, ...args);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain('Usage: autobalancer');
  },
);

test('without a database in the environment the command says which variable is missing', async () => {
  expect(await command({}, 'portfolio', 'list', '--json')).toMatchObject({
    exit: 78,
    error: { code: 'CONFIGURATION', field: 'DATABASE_URL', message: expect.stringContaining('is not set') as string },
  });
});

test('a setting that does not exist is refused', async () => {
  expect(await command({ env: { ...NOWHERE, AUTOBALANCER_BROKR: 'x' } }, 'portfolio', 'list', '--json')).toMatchObject({
    exit: 78,
    error: { code: 'CONFIGURATION', field: 'AUTOBALANCER_BROKR' },
  });
});

test('a broker that trades real money is refused before anything is asked of it', async () => {
  const database = await createTestDatabase();
  const env = { ...NOWHERE, DATABASE_URL: database.appUrl, AUTOBALANCER_BROKER_URL: 'https://api.alpaca.markets' };
  const ended = await withFile({ id: 'a', accountId: 'a', targets: [{ symbol: 'META', percent: '100' }] }, (file) =>
    command({ env }, 'portfolio', 'create', file, '--json'),
  );
  const refused = { exit: 78, error: { code: 'LIVE_BROKER', field: 'AUTOBALANCER_BROKER_URL' } };
  expect(ended).toMatchObject(refused);
  for (const args of [['worker'], ['monitor'], ['price', 'list'], ['account', 'create', 'a', '1.00']])
    expect(await command({ env }, ...args, '--json')).toMatchObject(refused);
  await database.drop();
});

test.each([
  ['a password that is wrong', 'password', 'wrong', 3, 'DATABASE_UNAUTHORIZED'],
  ['a database that is not there', 'pathname', '/nowhere', 78, 'DATABASE_MISSING'],
] as const)('%s is said with what to check', async (_what, part, value, exit, code) => {
  const database = await createTestDatabase();
  const url = new URL(database.appUrl);
  url[part] = value;
  expect(await command({ env: { ...NOWHERE, DATABASE_URL: url.href } }, 'portfolio', 'list', '--json')).toMatchObject({
    exit,
    error: { code, field: 'DATABASE_URL', message: expect.stringContaining('check DATABASE_URL') as string },
  });
  await database.drop();
});

test('a database whose disk is full is reported, with the one thing to do about it', async () => {
  const database = await createTestDatabase();
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  // In a full disk's place: the server's own code for it.
  await owner.query(`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON audit EXECUTE FUNCTION full_disk()`);
  const env = { ...NOWHERE, DATABASE_URL: database.appUrl };
  expect(await command({ env }, 'trading', 'set', 'halted', '--reason', 'x', '--json')).toMatchObject({
    exit: 1,
    error: { code: 'DATABASE_FULL', message: expect.stringMatching(/cannot do it now: .*make room/) as string },
  });
  await owner.end();
  await database.drop();
});

test.each([
  ['the database', 'DATABASE_UNREACHABLE', 'DATABASE_URL', ['portfolio', 'list']],
  ['the broker', 'BROKER_UNREACHABLE', 'AUTOBALANCER_BROKER_URL', ['price', 'list']],
])('%s that does not answer is named, with what to do', async (_what, code, field, args) => {
  const { exit, error } = await run(...args);
  expect({ exit, code: error.code, field: error.field }).toEqual({ exit: 1, code, field });
  expect(error.message).toContain(field);
});

test('a server that takes the connection and says nothing does not hold a command for long', async () => {
  const taken: Socket[] = [];
  const silent = createServer((socket) => taken.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const startedAt = performance.now();
  const env = { ...NOWHERE, DATABASE_URL: `postgres://app:secret@127.0.0.1:${port}/ledger` };
  expect(await command({ env }, 'portfolio', 'list', '--json')).toMatchObject({
    exit: 1,
    error: { code: 'DATABASE_UNREACHABLE' },
  });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  for (const socket of taken) socket.destroy();
  silent.close();
});

test('a database without our schema is a matter of configuration', async () => {
  const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
  url.pathname = '/postgres';
  expect(await command({ env: { ...NOWHERE, DATABASE_URL: url.href } }, 'portfolio', 'list', '--json')).toMatchObject({
    exit: 78,
    error: { code: 'SCHEMA', field: 'DATABASE_URL' },
  });
});

test('a Temporal server that does not answer is reported within seconds', async () => {
  const database = await createTestDatabase();
  const ledger = createPostgresLedger(database.appUrl);
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  await ledger.close();
  const startedAt = performance.now();
  expect(
    await command({ env: { ...NOWHERE, DATABASE_URL: database.appUrl } }, 'rebalance', portfolio.id, '--json'),
  ).toMatchObject({ exit: 1, error: { code: 'TEMPORAL_UNREACHABLE', field: 'TEMPORAL_ADDRESS' } });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await database.drop();
});

test.each([
  ['no JSON', 'not json', 'INVALID_FILE'],
  ['a list', [], 'INVALID_FILE'],
  ['an id with a path', { id: '../x', accountId: 'a', targets: [] }, 'INVALID_PORTFOLIO_ID'],
])('a portfolio file with %s is refused, and nothing is asked of any server', async (_what, content, code) => {
  expect(await withFile(content, (file) => run('portfolio', 'create', file))).toMatchObject({
    exit: 2,
    error: { code },
  });
});

test('a portfolio that does not exist is not found', async () => {
  const database = await createTestDatabase();
  const env = { ...NOWHERE, DATABASE_URL: database.appUrl };
  for (const args of [['portfolio', 'show'], ['batches'], ['orders'], ['audit', 'show'], ['rebalance']])
    expect(await command({ env }, ...args, 'nobody', '--json')).toMatchObject({
      exit: 4,
      error: { code: 'PORTFOLIO_NOT_FOUND' },
    });
  await database.drop();
});
