import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Leashed, spawnLeashed } from '../../../src/local/process/leash';
import { until } from '../../../src/local/process/until';
import { DirectoryInUseError, type PostgresServer, startPostgres } from '../../../src/local/servers/postgres-server';
import { provisionDatabase } from '../../../src/local/servers/provision-database';
import { reachablePath, unprivilegedUser } from '../../../src/local/servers/unprivileged';

const asRoot = unprivilegedUser() !== undefined;
let directory: string;
let dataDir: string;
let server: PostgresServer | undefined;
let stranger: Leashed | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'with a space '));
  chmodSync(directory, 0o711);
  dataDir = join(directory, 'data');
});
afterEach(async () => {
  await Promise.all([server?.stop(), stranger?.stop()]);
  rmSync(directory, { recursive: true });
});

test('no acknowledged row is lost when Postgres is killed, and the same directory opens again', async () => {
  const first = await start();
  await query('CREATE TABLE kept (n int PRIMARY KEY)');
  let acknowledged = 0;
  const writing = writeRows((n) => {
    acknowledged = n;
  });
  await until(async () => acknowledged >= 50, 60_000);
  process.kill(first.pid, 'SIGKILL');
  await writing;
  expect(await first.exited).toBe('SIGKILL');

  const second = await start();
  expect(second.superuserUrl.split('@')[0]).toBe(first.superuserUrl.split('@')[0]);
  const [row] = await query('SELECT count(*)::int AS rows FROM kept WHERE n <= $1', [acknowledged]);
  expect(row).toEqual({ rows: acknowledged });
});

test('a pid file whose pid now belongs to another program does not keep Postgres from starting', async () => {
  const { stop } = await start();
  await stop();
  stranger = spawnLeashed('sleep', ['600'], { user: unprivilegedUser() });
  const pidFile = join(dataDir, 'postmaster.pid');
  writeFileSync(pidFile, `${stranger.pid}\n${dataDir}\n1700000000\n7432\n\n127.0.0.1\n`);
  if (asRoot) giveToNobody(pidFile);
  await start();
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a directory that a running Postgres holds is refused with its pid', async () => {
  const { pid } = await start();
  const refused = startPostgres({ dataDir, preferredPort: 0, durable: true });
  await expect(refused).rejects.toThrow(DirectoryInUseError);
  await expect(refused).rejects.toThrow(`PID ${pid}`);
});

test('a first start that was interrupted leaves nothing that looks like a cluster', async () => {
  mkdirSync(`${dataDir}-abc123/data`, { recursive: true });
  await start();
  expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('the data and the password are for the owner only, and the program is not root', async () => {
  const { pid } = await start();
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  const owner = statSync(dataDir).uid;
  expect(owner).toBe(unprivilegedUser()?.uid ?? process.getuid?.());
  if (existsSync('/proc/self')) expect(statSync(`/proc/${pid}`).uid).toBe(owner);
});

test('a wrong password is refused', async () => {
  const { superuserUrl } = await start();
  const url = new URL(superuserUrl);
  url.password = 'guess';
  await expect(queryAt(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

(asRoot ? test : test.skip)('for root, a path under its home gets one stand-in that Postgres’s user can reach', () => {
  const user = unprivilegedUser();
  const closed = join(homedir(), 'clone', '.autobalancer', 'postgres');
  const standIn = reachablePath(closed, user);
  expect(standIn).not.toContain(homedir());
  expect(reachablePath(closed, user)).toBe(standIn);
  expect(reachablePath(join(homedir(), 'other', 'postgres'), user)).not.toBe(standIn);
  expect(reachablePath(dataDir, user)).toBe(dataDir);
});

test('the app role can log in and cannot make tables; the owner can; twice and at once is once', async () => {
  const { superuserUrl } = await start();
  const [urls, again] = await Promise.all([
    provisionDatabase(superuserUrl, 'some "name"'),
    provisionDatabase(superuserUrl, 'some "name"'),
  ]);
  expect(again).toEqual(urls);
  await queryAt(urls.ownerUrl, 'CREATE TABLE mine ()');
  expect(await queryAt(urls.appUrl, 'SELECT current_user::text AS who')).toEqual([{ who: 'autobalancer_app' }]);
  await expect(queryAt(urls.appUrl, 'CREATE TABLE theirs ()')).rejects.toThrow('permission denied for schema public');
});

async function start(): Promise<PostgresServer> {
  server = await startPostgres({ dataDir, preferredPort: 0, durable: true });
  return server;
}

function query(sql: string, values: unknown[] = []): Promise<unknown[]> {
  return queryAt(server?.superuserUrl ?? '', sql, values);
}

async function queryAt(url: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Writes rows one by one until the server is gone. */
async function writeRows(onAcknowledged: (n: number) => void): Promise<void> {
  const client = new Client({ connectionString: server?.superuserUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (let n = 1; ; n += 1) {
      await client.query('INSERT INTO kept VALUES ($1)', [n]);
      onAcknowledged(n);
    }
  } catch {
    // The server was killed, as it should be.
  }
}

function giveToNobody(path: string): void {
  const { uid, gid } = statSync(dataDir);
  chownSync(path, uid, gid);
}
