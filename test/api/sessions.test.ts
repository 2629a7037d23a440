import { randomUUID } from 'node:crypto';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { checkSession } from '../../src/operations/check-session';
import { hashSecret } from '../../src/operations/key-text';
import { revokeKey } from '../../src/operations/revoke-key';
import { type Asking, ORIGIN, startTestApi, type TestApi } from '../support/api';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
});
afterAll(async () => {
  await api.close();
  await system.close();
});

const OWN = { 'X-Autobalancer-Console': 'person', Origin: ORIGIN };
const HALT = { position: 'halted', reason: 'a test' };

const logIn = (key: string, headers: Record<string, string> = OWN) =>
  api.ask('POST /console/session', { json: { key }, headers });

/** Logs in as this role and returns the cookie. */
async function cookieOf(role: 'viewer' | 'operator'): Promise<string> {
  const { headers } = await logIn(api.keys[role]);
  return (headers.get('Set-Cookie') ?? '').split(';')[0] ?? '';
}

const ask = (what: string, cookie: string, request: Asking = {}) =>
  api.ask(what, {
    ...request,
    headers: { Cookie: cookie, 'Idempotency-Key': randomUUID(), ...OWN, ...request.headers },
  });

test('a key is exchanged for a session that only its own host and no script sees', async () => {
  const { status, body, headers } = await logIn(api.keys.operator);
  expect({ status, body }).toEqual({
    status: 201,
    body: { principal: api.principals.operator, role: 'operator' },
  });
  expect(headers.get('Set-Cookie')).toMatch(
    /^__Host-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
});

test.each([
  ['expired', 'KEY_EXPIRED'],
  ['revoked', 'KEY_REVOKED'],
  ['unknown', 'KEY_UNKNOWN'],
  ['mistyped', 'KEY_UNKNOWN'],
] as const)('a key that is %s opens none', async (which, code) => {
  const { status, body, headers } = await logIn(api.keys[which]);
  expect({ status, code: body.code, cookie: headers.get('Set-Cookie') }).toEqual({ status: 401, code, cookie: null });
});

test('what a session does is audited with the principal of its key and the door "console"', async () => {
  const cookie = await cookieOf('operator');
  expect((await ask('GET /v1/me', cookie)).body).toMatchObject({
    principal: api.principals.operator,
    role: 'operator',
  });
  expect((await ask('PUT /v1/trading', cookie, { json: HALT })).status).toBe(200);
  const rows = (await system.ledger.listAudit('_system')).slice(-2);
  expect(rows.map(({ event, actor, via }) => [event, actor, via])).toEqual([
    ['SESSION_OPENED', api.principals.operator, 'console'],
    ['TRADING_SET', api.principals.operator, 'console'],
  ]);
});

test.each<[what: string, headers: Record<string, string>]>([
  ['without the header of the console', { Origin: ORIGIN }],
  ['from another origin', { ...OWN, Origin: 'https://elsewhere.example' }],
  ['without an origin', { 'X-Autobalancer-Console': 'person' }],
  ['from a page that the browser calls foreign', { ...OWN, 'Sec-Fetch-Site': 'same-site' }],
])('a change that comes %s is refused, in a session and before one', async (_what, headers) => {
  const cookie = await cookieOf('operator');
  const given = { json: HALT, headers: { Cookie: cookie, ...headers } };
  expect(await api.ask('PUT /v1/trading', given)).toMatchObject({ status: 403, body: { code: 'CROSS_SITE' } });
  expect(await logIn(api.keys.operator, headers)).toMatchObject({ status: 403, body: { code: 'CROSS_SITE' } });
});

test('who asks the console again and again without a session waits, and somebody in a session does not', async () => {
  const cookie = await cookieOf('viewer');
  const from = { ...OWN, 'X-Test-Address': '192.0.2.7' };
  let last = await api.ask('GET /v1/me', { headers: from });
  for (let asked = 0; last.status === 401 && asked < 100; asked += 1)
    last = await api.ask('GET /v1/me', { headers: from });
  expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  expect(await ask('GET /v1/me', cookie)).toMatchObject({ status: 200 });
  expect(await api.ask('GET /v1/me', { headers: { ...from, Cookie: cookie } })).toMatchObject({ status: 200 });
});

test('a session does no more than the role of its key', async () => {
  const cookie = await cookieOf('viewer');
  expect(await ask('PUT /v1/trading', cookie, { json: HALT })).toMatchObject({
    status: 403,
    body: { code: 'ROLE_TOO_LOW' },
  });
});

test('a session that was left is over', async () => {
  const cookie = await cookieOf('viewer');
  const left = await ask('DELETE /console/session', cookie);
  expect([left.status, left.headers.get('Set-Cookie')]).toEqual([
    204,
    expect.stringMatching(/^__Host-session=; Max-Age=0/),
  ]);
  expect(await ask('GET /v1/me', cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_OVER' } });
  expect((await system.ledger.listAudit('_system')).at(-1)).toMatchObject({ event: 'SESSION_ENDED' });
});

test('nobody, and a token that was made up, are in no session', async () => {
  for (const cookie of ['', `__Host-session=${'a'.repeat(43)}`])
    expect(await ask('GET /v1/me', cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_OVER' } });
});

test('a session ends with its key', async () => {
  const cookie = await cookieOf('viewer');
  const deps = { ledger: system.ledger, door: 'cli' as const, now: () => new Date().toISOString() };
  await revokeKey(deps, api.principals.admin, api.principals.viewer.slice('key:'.length));
  expect(await ask('GET /v1/me', cookie)).toMatchObject({ status: 401, body: { code: 'SESSION_OVER' } });
});

test.each([
  ['after half an hour in which nobody did anything', 29, 31],
  ['after twelve hours, whatever somebody does', 12 * 60 - 1, 12 * 60 + 1],
])('a session ends %s', async (_when, countsAt, overAt) => {
  const ledger = createPostgresLedger(system.apiDatabaseUrl);
  const token = hashSecret(`token ${overAt}`);
  const at = (minutes: number) => new Date(Date.parse('2026-03-02T08:00:00.000Z') + minutes * 60_000).toISOString();
  const check = (minutes: number, isPerson: boolean) =>
    checkSession({ ledger, now: () => at(minutes) }, { token, isPerson });
  await ledger.openSession(
    { tokenHash: hashSecret(token), keyId: api.principals.operator.slice('key:'.length) },
    at(-720),
    { name: api.principals.operator, via: 'console', at: at(0) },
  );
  // A person does something every ten minutes when it is about the whole day; the console by itself keeps nothing open.
  for (let minute = 10; minute <= countsAt; minute += 10) await check(minute, overAt > 60);
  expect(await check(countsAt, false)).toMatchObject({ ok: true });
  expect(await check(overAt, true)).toMatchObject({ ok: false, refusal: 'SESSION_OVER' });
  await ledger.close();
});
