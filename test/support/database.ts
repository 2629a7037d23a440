import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { migrate } from '../../src/ledger/postgres/migrate';
import { type DatabaseUrls, provisionDatabase } from '../../src/local/servers/provision-database';

export interface TestDatabase extends DatabaseUrls {
  drop(): Promise<void>;
}

const TEMPLATE = 'ledger_template';

/** Makes a migrated, empty database of its own for one suite, on the Postgres that `global-setup.ts` started. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const superuserUrl = process.env.TEST_POSTGRES_URL;
  if (superuserUrl === undefined) throw new Error('TEST_POSTGRES_URL must name a Postgres: run the tests with jest');
  const name = `ledger_${randomBytes(6).toString('hex')}`;
  await asSuperuser(superuserUrl, async (client) => {
    // The first suite migrates the template; the others wait, and then copy it as well.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [TEMPLATE]);
    const template = await provisionDatabase(superuserUrl, TEMPLATE);
    await migrate(template.ownerUrl);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} OWNER autobalancer_owner`);
  });
  const drop = () =>
    asSuperuser(superuserUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });
  return { ...(await provisionDatabase(superuserUrl, name)), drop };
}

async function asSuperuser(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** A copy of a database as it was, to be put back in its place. */
export interface Backup {
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** Copies the database of `url`. Both copying and restoring cut off everyone who is connected to it. */
export async function takeBackup(url: string, superuserUrl = process.env.TEST_POSTGRES_URL ?? ''): Promise<Backup> {
  const name = new URL(url).pathname.slice(1);
  const copy = `${name}_backup`;
  const replace = async (to: string, from: string) => {
    await asSuperuser(superuserUrl, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${to} WITH (FORCE)`);
      // A copy waits for nobody: no connection may be made to what is copied.
      await client.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS false`);
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from]);
      await client.query(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER autobalancer_owner`);
      await client.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS true`);
    });
    await provisionDatabase(superuserUrl, to);
  };
  await replace(copy, name);
  return {
    restore: () => replace(name, copy),
    drop: () =>
      asSuperuser(superuserUrl, async (client) => void (await client.query(`DROP DATABASE ${copy} WITH (FORCE)`))),
  };
}
