import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { databaseHealth } from '../../src/ledger/postgres/health';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { until } from '../../src/local/process/until';
import { type PostgresServer, startPostgres } from '../../src/local/servers/postgres-server';
import { type DatabaseUrls, provisionDatabase } from '../../src/local/servers/provision-database';

let directory: string;
let postgres: PostgresServer;
let urls: DatabaseUrls;
beforeAll(async () => {
  directory = await temporaryDirectory('health');
  postgres = await startPostgres({ dataDir: join(directory, 'postgres'), preferredPort: 0, durable: true });
  urls = await provisionDatabase(postgres.superuserUrl, 'ledger');
});
afterAll(async () => {
  await postgres.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connected(config: ClientConfig = {}): Promise<Client> {
  const client = new Client({ connectionString: postgres.superuserUrl, ...config });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Sets what every new connection then has. */
async function set(settings: Record<string, string>): Promise<void> {
  const client = await connected();
  for (const [name, value] of Object.entries(settings)) await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  await client.query('SELECT pg_reload_conf()');
  await client.end();
}

/** Waits for it: a server reads its settings again in its own time. */
const untilFound = (found: RegExp | undefined) =>
  until(async () => {
    const { mayLose } = await databaseHealth(urls.appUrl);
    return found === undefined ? mayLose === undefined : found.test(mayLose ?? '');
  }, 10_000);

test('a server of its own keeps what it has confirmed, unless it is told to confirm early', async () => {
  await untilFound(undefined);
  await set({ synchronous_commit: 'off' });
  await untilFound(/^synchronous_commit is off: a crash loses/);
  await set({ synchronous_commit: 'on', fsync: 'off' });
  await untilFound(/^fsync is off/);
  await set({ fsync: 'on' });
  await untilFound(undefined);
});

test('a failover to a standby loses rows, unless each commit waits for a quorum', async () => {
  // What streams the log to a standby.
  const standby = await connected({ replication: 'true' } as ClientConfig);
  await untilFound(/^synchronous_standby_names is empty: a failover to one of its 1 standbys loses/);
  // Nothing is committed from here on: there is no such standby.
  await set({ synchronous_standby_names: 'ANY 1 (a, b)' });
  await untilFound(undefined);
  await set({ synchronous_commit: 'local' });
  await untilFound(/^synchronous_commit is local: a failover/);
  await set({ synchronous_standby_names: '', synchronous_commit: 'on' });
  await standby.end();
  await untilFound(undefined);
});
