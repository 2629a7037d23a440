import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { schemaProblem } from '../../src/ledger/postgres/migrate';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { type PostgresServer, startPostgres } from '../../src/local/servers/postgres-server';
import { startProgram } from '../support/programs';

const INIT = join(__dirname, '../../deploy/postgres/init.sql');
const PASSWORDS = { TEMPORAL_DB_PASSWORD: "it's", LEDGER_OWNER_PASSWORD: 'owner', LEDGER_APP_PASSWORD: 'app' };

let directory: string;
let postgres: PostgresServer;

beforeAll(async () => {
  directory = await temporaryDirectory('setup');
  postgres = await startPostgres({ dataDir: join(directory, 'postgres'), preferredPort: 0, durable: false });
  await asPsql(readFileSync(INIT, 'utf8'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

function urlOf(role: string, password: string, database: string): string {
  const url = new URL(postgres.superuserUrl);
  Object.assign(url, { username: role, password, pathname: `/${database}` });
  return url.href;
}

/** Runs a file as psql does: \getenv sets a variable, :'name' is its value as a literal, each statement is one transaction. */
async function asPsql(text: string): Promise<void> {
  const client = new Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  const variables = new Map(
    [...text.matchAll(/^\\getenv (\w+) (\w+)$/gm)].map(([, name, from]) => [name, from] as const),
  );
  const sql = text.replace(/^(\\|--).*$/gm, '').replace(/:'(\w+)'/g, (_whole, name: string) => {
    return client.escapeLiteral(PASSWORDS[variables.get(name) as keyof typeof PASSWORDS]);
  });
  for (const statement of sql.split(';').filter((part) => part.trim() !== '')) await client.query(statement);
  await client.end();
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('each role reaches its own database only', async () => {
  expect(await query(urlOf('temporal', "it's", 'temporal'), 'CREATE TABLE ours (id int)')).toEqual([]);
  expect(await query(urlOf('temporal', "it's", 'temporal_visibility'), 'CREATE TABLE ours (id int)')).toEqual([]);
  const denied = /permission denied for database/;
  await expect(query(urlOf('temporal', "it's", 'autobalancer'), 'SELECT 1')).rejects.toThrow(denied);
  await expect(query(urlOf('autobalancer_app', 'app', 'temporal'), 'SELECT 1')).rejects.toThrow(denied);
  await expect(query(urlOf('autobalancer_owner', 'owner', 'temporal'), 'SELECT 1')).rejects.toThrow(denied);
});

test('setup makes ledger, namespace and search attributes, and changes nothing the second time', async () => {
  const namespace = `setup-${randomUUID()}`;
  const [app, owner] = [
    urlOf('autobalancer_app', 'app', 'autobalancer'),
    urlOf('autobalancer_owner', 'owner', 'autobalancer'),
  ];
  const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
  const environment = {
    DATABASE_URL: app,
    DATABASE_OWNER_URL: owner,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  };
  const run = async () => {
    const program = startProgram('src/setup.ts', environment);
    expect([await program.ended(), program.output()]).toEqual([0, expect.any(String)]);
    return program
      .output()
      .split('\n')
      .flatMap((line) => (line === '' ? [] : (JSON.parse(line) as object)));
  };
  expect(await run()).toMatchObject([
    { applied: expect.arrayContaining(['0001-ledger.sql']) as string[] },
    { made: true, added: ['PortfolioId', 'RebalanceState'] },
  ]);
  expect(await run()).toMatchObject([{ applied: [] }, { made: false, added: [] }]);
  expect(await schemaProblem(app)).toBeUndefined();
  await expect(query(app, 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied for schema/);
  const connection = await Connection.connect({ address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['PortfolioId', 'RebalanceState']));
  await connection.close();
});

test('setup without the owner of the ledger says what is missing', async () => {
  const program = startProgram('src/setup.ts', { DATABASE_URL: urlOf('autobalancer_app', 'app', 'autobalancer') });
  expect(await program.ended()).toBe(1);
  expect(program.output()).toContain('DATABASE_OWNER_URL must be set');
});

test('where others make the namespace, setup makes the ledger only and says what the namespace needs', async () => {
  const environment = {
    DATABASE_URL: urlOf('autobalancer_app', 'app', 'autobalancer'),
    DATABASE_OWNER_URL: urlOf('autobalancer_owner', 'owner', 'autobalancer'),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  };
  const program = startProgram('src/setup.ts', environment, ['--skip-namespace']);
  expect([await program.ended(), program.output()]).toEqual([
    0,
    expect.stringContaining('PortfolioId, RebalanceState'),
  ]);
});
