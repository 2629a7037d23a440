import { createHmac } from 'node:crypto';
import { Client } from 'pg';

/** Connection strings of three roles: the owner, who migrates the database, the programs, and the HTTP API. */
export interface DatabaseUrls {
  ownerUrl: string;
  appUrl: string;
  apiUrl: string;
}

/**
 * Makes database `name` with its roles, or finds them as they are: safe to run twice and by several processes at once.
 *
 * The roles' passwords are derived from the superuser's, so nothing else has to be stored.
 */
export async function provisionDatabase(superuserUrl: string, name: string): Promise<DatabaseUrls> {
  const passwordOf = (role: string) => createHmac('sha256', new URL(superuserUrl).password).update(role).digest('hex');
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    // Roles belong to the whole cluster: two suites that make their databases at once would collide on them.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', ['autobalancer provision']);
    for (const role of [OWNER, APP, API]) await makeRole(client, role, passwordOf(role));
    await makeDatabase(client, name);
  } finally {
    await client.end();
  }
  const urlOf = (role: string) => databaseUrl(superuserUrl, role, passwordOf(role), name);
  return { ownerUrl: urlOf(OWNER), appUrl: urlOf(APP), apiUrl: urlOf(API) };
}

const OWNER = 'autobalancer_owner';
const APP = 'autobalancer_app';
const API = 'autobalancer_api';

async function makeRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
}

async function makeDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  const database = client.escapeIdentifier(name);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database} OWNER ${OWNER}`);
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP}, ${API}`);
}

function databaseUrl(superuserUrl: string, role: string, password: string, database: string): string {
  const url = new URL(superuserUrl);
  url.username = role;
  url.password = password;
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
