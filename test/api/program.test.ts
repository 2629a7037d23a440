import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { command } from '../support/command-line';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';
import { type RunningProgram, startProgram } from '../support/programs';

// The program as it is deployed, with its own role in the database, and neither Temporal nor the broker there.

let database: TestDatabase;
let program: RunningProgram;
let status: string;
let url: string;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  program = startProgram('src/api/main.ts', environment());
  status = await program.statusUrl();
  url = await program.servingUrl();
  const made = await command({ env: { DATABASE_URL: database.appUrl } }, ...CREATE);
  key = made.answer.secret as string;
});
afterAll(async () => {
  expect(await program.stop()).toBe(0);
  await database.drop();
});

const CREATE = ['key', 'create', '--role', 'admin', '--name', 'a test', '--json'];

function environment(): Record<string, string> {
  return {
    DATABASE_URL: database.apiUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    AUTOBALANCER_BROKER_URL: 'http://127.0.0.1:1',
    AUTOBALANCER_STATUS_PORT: '0',
    AUTOBALANCER_API_PORT: '0',
  };
}

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('it is ready, and what only reads the ledger is answered while Temporal and the broker are away', async () => {
  for (const probe of ['healthz', 'readyz']) expect((await fetch(`${status}/${probe}`)).status).toBe(200);
  expect(await get('/v1/portfolios')).toEqual({ status: 200, body: { data: [], nextCursor: null } });
  expect(await get('/v1/trading')).toMatchObject({ status: 200, body: { position: 'active' } });
});

test('a key made at the command line works until it is revoked there', async () => {
  const env = { DATABASE_URL: database.appUrl };
  const made = await command({ env }, 'key', 'create', '--role', 'viewer', '--name', 'a report', '--days', '7');
  const [, secret = ''] = /^key +(ab_live_\S+)$/m.exec(made.stdout) ?? [];
  const me = () => fetch(`${url}/v1/me`, { headers: { Authorization: `Bearer ${secret}` } });
  expect(await (await me()).json()).toMatchObject({ role: 'viewer' });
  const id = secret.slice(8, 16);
  const listed = await command({ env }, 'key', 'list');
  expect(listed.stdout).toMatch(new RegExp(`${id} +viewer +a report .*:00\\.000Z +-`));
  expect(await command({ env }, 'key', 'revoke', id)).toMatchObject({ exit: 0 });
  expect((await me()).status).toBe(401);
  expect(await command({ env }, 'key', 'revoke', 'aaaaaaaa', '--json')).toMatchObject({
    exit: 4,
    error: { code: 'KEY_NOT_FOUND' },
  });
});

test('a body that comes in pieces is read, and one that does not end is not waited for when it is too large', async () => {
  const reason = JSON.stringify({ position: 'active', reason: 'a test' });
  expect(await inPieces([reason.slice(0, 5), reason.slice(5)], true)).toBe(200);
  expect(await inPieces(['x'.repeat(70_000)], false)).toBe(413);
});

/** Returns the status that is answered to a body without a length. */
async function inPieces(pieces: string[], ends: boolean): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'pieces' };
  const asked = request(`${url}/v1/trading`, { method: 'PUT', headers });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    asked.once('response', (response) => void text(response).then(() => resolve(response.statusCode)));
    asked.once('error', reject);
  });
  for (const piece of pieces) asked.write(piece);
  if (ends) asked.end();
  const status = await answered;
  asked.destroy();
  return status;
}

test('what needs Temporal is 503 while it cannot be reached, and the same may be asked again', async () => {
  const ledger = createPostgresLedger(database.appUrl);
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  await ledger.close();
  const place = `${url}/v1/portfolios/${portfolio.id}`;
  const headers = { Authorization: `Bearer ${key}`, 'Idempotency-Key': 'once' };
  for (const _run of [1, 2]) {
    const response = await fetch(`${place}/rebalances`, { method: 'POST', headers });
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5']);
    expect(response.headers.get('Idempotent-Replayed')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  }
  // The ledger comes first: it refuses from then on, and the sweep tells Temporal.
  const another = { ...headers, 'Idempotency-Key': 'another', 'Content-Type': 'application/json' };
  const freeze = { method: 'POST', headers: another };
  const frozen = await fetch(`${place}/freeze`, { ...freeze, body: JSON.stringify({ reason: 'a test' }) });
  expect(await frozen.json()).toEqual({ frozen: true, told: false });
});

test('a port that is taken is named with what to do', async () => {
  const { port } = new URL(url);
  const second = startProgram('src/api/main.ts', { ...environment(), AUTOBALANCER_API_PORT: port });
  expect(await second.ended()).toBe(1);
  expect(second.output()).toContain(`AUTOBALANCER_API_PORT ${port} is in use on 127.0.0.1: choose another`);
});

test('its log has the requests, and no key', async () => {
  await fetch(`${url}/v1/me?key=${key}`, { headers: { Authorization: `Bearer ${key}`, 'X-Request-Id': 'mine' } });
  await until(async () => program.output().includes('"requestId":"mine"'), 60_000);
  expect(program.output()).not.toContain(key.slice(20));
});
