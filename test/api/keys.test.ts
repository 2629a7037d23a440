import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { parseKey } from '../../src/operations/key-text';

import { startTestApi, type TestApi } from '../support/api';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system, { requestsPerMinute: 200 });
});
afterAll(async () => {
  await api.close();
  await system.close();
});

const once = () => ({ 'Idempotency-Key': randomUUID() });
const asking = (key: string) => api.ask('GET /v1/me', { headers: { Authorization: `Bearer ${key}` } });

test('an admin makes a key, which is shown once, listed without its secret, used, and revoked', async () => {
  const json = { role: 'operator', name: 'nightly rebalancing', days: 30 };
  const created = await api.ask('POST /v1/keys', { as: 'admin', json, headers: once() });
  expect(created).toMatchObject({
    status: 201,
    body: { key: { role: 'operator', name: json.name, lastUsedAt: null } },
  });
  const { key, secret } = created.body as { key: { id: string; expiresAt: string }; secret: string };
  expect(Date.parse(key.expiresAt) - Date.now()).toBeGreaterThan(29.9 * 24 * 3_600_000);
  expect(await asking(secret)).toMatchObject({ status: 200, body: { principal: `key:${key.id}`, role: 'operator' } });
  const listed = await api.ask('GET /v1/keys', { as: 'admin' });
  const row = (listed.body.data as { id: string; lastUsedAt: string }[]).find(({ id }) => id === key.id);
  expect(row?.lastUsedAt).toMatch(/T\d\d:\d\d:00\.000Z$/);
  const { secret: words = '' } = parseKey(secret) ?? {};
  expect(words).toHaveLength(43);
  expect(listed.text).not.toContain(words);
  const revoked = await api.ask(`DELETE /v1/keys/${key.id}`, { as: 'admin', headers: once() });
  expect(revoked).toMatchObject({ status: 200, body: { id: key.id, revokedBy: api.principals.admin } });
  expect(await api.ask(`DELETE /v1/keys/${key.id}`, { as: 'admin', headers: once() })).toMatchObject({
    body: revoked.body,
  });
  expect(await asking(secret)).toMatchObject({ status: 401, body: { code: 'KEY_REVOKED' } });
  expect(await api.ask('DELETE /v1/keys/aaaaaaaa', { as: 'admin', headers: once() })).toMatchObject({ status: 404 });
  const audited = (await system.ledger.listAudit('_system')).filter(({ detail }) => detail.id === key.id);
  expect(audited.map(({ event, actor, via }) => [event, actor, via])).toEqual([
    ['KEY_CREATED', api.principals.admin, 'api'],
    ['KEY_REVOKED', api.principals.admin, 'api'],
  ]);
  expect(JSON.stringify(audited) + api.logged.join('')).not.toContain(words);
});

test('a key is not made twice for one request, and nothing is stored that would show its secret again', async () => {
  const asked = { as: 'admin' as const, json: { role: 'viewer', name: 'twice', days: 1 }, headers: once() };
  const made = await api.ask('POST /v1/keys', asked);
  const { key, secret } = made.body as { key: { id: string }; secret: string };
  const repeat = await api.ask('POST /v1/keys', asked);
  expect(repeat).toMatchObject({ status: 409, body: { code: 'KEY_ALREADY_MADE' } });
  expect(repeat.body.detail).toContain(key.id);
  const keys = (await system.ledger.listKeys({ limit: 500 })).filter(({ name }) => name === 'twice');
  expect(keys.map(({ id }) => id)).toEqual([key.id]);
  const client = new Client({ connectionString: system.apiDatabaseUrl });
  await client.connect();
  const { rows } = await client.query('SELECT * FROM keyed_requests');
  await client.end();
  expect(JSON.stringify(rows)).toContain(key.id);
  expect(JSON.stringify(rows)).not.toContain(parseKey(secret)?.secret ?? secret);
});

test('to anyone without the secret, a key that exists looks like one that does not', async () => {
  const [revoked, unknown] = [parseKey(api.keys.revoked), parseKey(api.keys.unknown)];
  const guessed = api.keys.unknown.replace(unknown?.id ?? '', revoked?.id ?? '');
  for (const key of [guessed, api.keys.unknown, 'ab_live_', 'x'.repeat(5_000)])
    expect((await asking(key)).body).toMatchObject({ code: 'KEY_UNKNOWN', detail: 'the key is not one of ours' });
});

test.each([
  ['no name', { name: ' ' }, 'INVALID_KEY'],
  ['two lines for a name', { name: 'a\nb' }, 'INVALID_KEY'],
  ['more than a year', { days: 366 }, 'INVALID_KEY'],
  ['no day', { days: 0 }, 'INVALID_KEY'],
  ['a part of a day', { days: 1.5 }, 'INVALID_REQUEST'],
  ['no end', { days: undefined }, 'INVALID_REQUEST'],
  ['a role that is none', { role: 'root' }, 'INVALID_REQUEST'],
])('a key with %s is refused', async (_what, wrong, code) => {
  const json = { role: 'viewer', name: 'x', days: 1, ...wrong };
  expect(await api.ask('POST /v1/keys', { as: 'admin', json, headers: once() })).toMatchObject({
    status: 422,
    body: { code },
  });
});

test('a key that asks too often waits, and others do not', async () => {
  let last = await api.ask('GET /v1/me', { as: 'viewer' });
  expect(last.headers.get('RateLimit-Policy')).toBe('"key";q=200;w=60');
  for (let asked = 0; last.status === 200 && asked < 300; asked += 1)
    last = await api.ask('GET /v1/me', { as: 'viewer' });
  expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  expect(last.headers.get('Retry-After')).toMatch(/^[1-9][0-9]?$/);
  expect(await api.ask('GET /v1/me', { as: 'operator' })).toMatchObject({ status: 200 });
});

test('an address whose keys are refused too often waits, and good keys from there do not', async () => {
  const from = { 'X-Test-Address': '192.0.2.1' };
  const bad = () => api.ask('GET /v1/me', { as: 'unknown', headers: from });
  let last = await bad();
  for (let asked = 0; last.status === 401 && asked < 100; asked += 1) last = await bad();
  expect(last).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  expect(await api.ask('GET /v1/me', { as: 'admin', headers: from })).toMatchObject({ status: 200 });
  expect(await api.ask('GET /v1/me', { as: 'unknown' })).toMatchObject({ status: 401 });
});

const audited = (event: string, via: string) =>
  `INSERT INTO audit (portfolio_id, event, detail, actor, via, at) VALUES ('p', '${event}', '{}', 'cli:anna@desk', ${via}, now())`;
const IMPORT_BY_CLI = `INSERT INTO imports (partial, actor, via, begun_at, beat_at) VALUES (false, 'cli:anna@desk', 'cli', now(), now())`;
const ROLLOUT_BEGUN = `
  INSERT INTO models (id, name, created_by, created_at) VALUES ('m', 'Model', 'anna', now());
  INSERT INTO model_versions (model_id, version, targets, reason, created_by, created_at) VALUES ('m', 1, '[]', '', 'anna', now());
  INSERT INTO rollouts (id, model_id, version, cohorts, abort_percent, per_minute, cohort_since, actor, started_at)
    VALUES (gen_random_uuid(), 'm', 1, '{100}', 5, 60, now(), 'anna', now());`;

const PROPOSED = `
  INSERT INTO plan_proposals (id, portfolio_id, plan, basis, price_tolerance, proposed_by, proposed_at, expires_at)
    SELECT 'x', id, '{}', '{}', 1, 'anna', now(), now() + interval '1 day' FROM portfolios LIMIT 1;`;

describe('the database role of the API', () => {
  test.each([
    ['marks no order as sent', `UPDATE orders SET sent_at = now()`],
    ['plans no order', `INSERT INTO orders SELECT * FROM orders`],
    ['opens no batch', `INSERT INTO batches (id) VALUES (gen_random_uuid())`],
    ['ends no batch', `UPDATE batches SET state = 'SUCCESS'`],
    ['books no fill', `INSERT INTO fills SELECT * FROM fills`],
    ['changes no fill', `UPDATE fills SET cash = 0`],
    ['notes no executions', `INSERT INTO late_executions SELECT * FROM late_executions`],
    ['changes no cash', `UPDATE portfolios SET cash = 0`],
    ['gives a portfolio no other account', `UPDATE portfolios SET account_id = 'other'`],
    ['changes no holding', `UPDATE holdings SET quantity = 1`],
    ['removes no holding', `DELETE FROM holdings`],
    ['removes no portfolio', `DELETE FROM portfolios`],
    ['takes no roll-out to another cohort', `UPDATE rollouts SET cohort = 2`],
    ['says of no roll-out that it is done', `${ROLLOUT_BEGUN} UPDATE rollouts SET state = 'DONE', ended_at = now()`],
    ['says of no portfolio that it has its version', `UPDATE rollout_portfolios SET state = 'DONE'`],
    ['records no end of a cohort', audited('ROLLOUT_COHORT_ENDED', `'api'`)],
    ['records nothing that the program does', audited('ORDER_SENT', `'api'`)],
    ['records no alert', audited('ALERT', `'api'`)],
    ['records no second person', audited('OUTCOME_DECLARED', `'console'`)],
    ['records nothing by another door', audited('TRADING_SET', `'cli'`)],
    ['records nothing by no door', audited('TRADING_SET', 'NULL')],
    ['records no portfolio of an import that another door did not begin', audited('PORTFOLIO_CREATED', `'cli'`)],
    ['receives no file by another door', IMPORT_BY_CLI],
    ['gives no import to another door', `UPDATE imports SET via = 'cli'`],
    ['changes no rule that was set', `UPDATE rule_sets SET rules = '[]'`],
    ['removes no rule that was set', `DELETE FROM rule_sets`],
    ['releases no proposal', `${PROPOSED} UPDATE plan_proposals SET state = 'VOID', void_code = '', void_detail = ''`],
    ['changes no plan that was frozen', `${PROPOSED} UPDATE plan_proposals SET plan = '[]'`],
    ['changes no audit row', `UPDATE audit SET actor = 'other'`],
    ['removes no audit row', `DELETE FROM audit`],
    ['changes no end of an audit', `UPDATE audit_heads SET sequence = 0`],
    ['gives no key another role', `UPDATE api_keys SET role = 'admin'`],
    ['gives no key another secret', `UPDATE api_keys SET secret_hash = ''`],
    ['gives no key more time', `UPDATE api_keys SET expires_at = now()`],
    ['removes no key', `DELETE FROM api_keys`],
    ['empties no table', `TRUNCATE targets`],
    ['changes no schema', `CREATE TABLE mine (id text)`],
    [
      'gives no portfolio that is there a holding',
      `UPDATE portfolios SET version = version + 1; INSERT INTO holdings (portfolio_id, symbol, quantity) SELECT id, 'NEW', 1 FROM portfolios`,
    ],
    [
      'lets trading go on after a halt by itself',
      `UPDATE trading SET position = 'halted'; UPDATE trading SET position = 'active'`,
    ],
  ])('%s', async (_what, statement) => {
    const client = new Client({ connectionString: system.apiDatabaseUrl });
    await client.connect();
    await system.createPortfolio();
    try {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });
});
