import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { startTestApi, type TestApi } from '../support/api';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system, { allowsPrivateWebhooks: false });
});
afterAll(async () => {
  await api.close();
  await system.close();
});
afterEach(async () => {
  for (const { id } of await system.ledger.listWebhooks())
    await system.ledger.removeWebhook(id, { name: 'test', at: new Date().toISOString() });
});

const once = () => ({ 'Idempotency-Key': randomUUID() });
const URL = 'https://1.1.1.1/autobalancer';
const create = (json: unknown, headers = once()) => api.ask('POST /v1/webhooks', { as: 'admin', json, headers });

interface Made {
  webhook: { id: string };
  secret: string;
}

test('a webhook is made with a secret that is shown once, listed, changed and removed, and the audit says by whom', async () => {
  const asked = { url: URL, events: ['BATCH_SUCCESS', 'PORTFOLIO_STALE'] };
  const headers = once();
  const created = await create(asked, headers);
  expect(created).toMatchObject({
    status: 201,
    body: { webhook: { ...asked, enabled: true, disabledWhy: null, createdBy: api.principals.admin } },
  });
  const { webhook, secret } = created.body as unknown as Made;
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(created.headers.get('Location')).toBe(`/v1/webhooks/${webhook.id}`);
  // A repeat of the request makes no second one, and nothing is stored that would show the secret again.
  const repeat = await create(asked, headers);
  expect(repeat).toMatchObject({ status: 409, body: { code: 'WEBHOOK_SECRET_SHOWN' } });
  const path = `/v1/webhooks/${webhook.id}`;
  const listed = await api.ask('GET /v1/webhooks', { as: 'viewer' });
  expect(listed.body).toEqual({ data: [(await api.ask(`GET ${path}`, { as: 'viewer' })).body] });
  const change = { events: null, url: 'https://[2606:4700:4700::1111]/' };
  const changed = await api.ask(`PATCH ${path}`, { as: 'admin', json: change, headers: once() });
  expect(changed).toMatchObject({ status: 200, body: change });
  const rotated = await api.ask(`POST ${path}/rotate-secret`, { as: 'admin', headers: once() });
  const present = (rotated.body as unknown as Made).secret;
  expect(await api.ask(`DELETE ${path}`, { as: 'admin', headers: once() })).toMatchObject({ status: 200 });
  expect(await api.ask(`GET ${path}`, { as: 'viewer' })).toMatchObject({
    status: 404,
    body: { code: 'WEBHOOK_NOT_FOUND' },
  });
  const rows = (await system.ledger.listAudit('_system')).filter(({ detail }) => detail.id === webhook.id);
  const [actor, via] = [api.principals.admin, 'api'];
  expect(rows).toMatchObject(
    ['WEBHOOK_CREATED', 'WEBHOOK_CHANGED', 'WEBHOOK_ROTATED', 'WEBHOOK_REMOVED'].map((event) => ({
      event,
      actor,
      via,
    })),
  );
  const client = new Client({ connectionString: system.env.DATABASE_URL });
  await client.connect();
  const { rows: requests } = await client.query('SELECT * FROM keyed_requests');
  await client.end();
  const seen = JSON.stringify([rows, requests, repeat, listed, changed]) + api.logged.join('');
  for (const one of [secret, present]) expect(seen).not.toContain(one.slice(6));
});

test.each([
  ['no URL', { url: undefined }, 422, 'INVALID_REQUEST'],
  ['nonsense for a URL', { url: 'nonsense' }, 422, 'INVALID_WEBHOOK'],
  ['a URL of a file', { url: 'file:///etc/passwd' }, 422, 'INVALID_WEBHOOK'],
  ['a script for a URL', { url: 'javascript:alert(1)' }, 422, 'INVALID_WEBHOOK'],
  ['a password in the URL', { url: 'https://anna:secret@example.com/' }, 422, 'INVALID_WEBHOOK'],
  ['a fragment in the URL', { url: 'https://1.1.1.1/#here' }, 422, 'INVALID_WEBHOOK'],
  ['a URL that is too long', { url: `https://1.1.1.1/${'x'.repeat(2_000)}` }, 422, 'INVALID_WEBHOOK'],
  ['an event that is none', { events: ['BATCH_SUCESS'] }, 422, 'INVALID_REQUEST'],
  ['no events', { events: [] }, 422, 'INVALID_WEBHOOK'],
  ['an event twice', { events: ['BATCH_SUCCESS', 'BATCH_SUCCESS'] }, 422, 'INVALID_WEBHOOK'],
  ['a secret of their own', { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, 422, 'INVALID_REQUEST'],
  ['plain http', { url: 'http://1.1.1.1/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['an address of this machine', { url: 'https://127.0.0.1/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['a name of this machine', { url: 'https://localhost/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['a number for an address', { url: 'https://2130706433/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['octal digits for an address', { url: 'https://0177.0.0.1/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['a mapped address', { url: 'https://[::ffff:127.0.0.1]/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ["a cloud's metadata", { url: 'https://169.254.169.254/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
  ['a name that nobody knows', { url: 'https://nobody.invalid/' }, 409, 'WEBHOOK_ADDRESS_REFUSED'],
])('with %s, no webhook is made or changed', async (_what, wrong, status, code) => {
  expect(await create({ url: URL, ...wrong })).toMatchObject({ status, body: { code } });
  expect(await system.ledger.listWebhooks()).toEqual([]);
  const { webhook } = (await create({ url: URL })).body as unknown as Made;
  const json = 'url' in wrong && wrong.url === undefined ? { url: 1 } : wrong;
  const changed = await api.ask(`PATCH /v1/webhooks/${webhook.id}`, { as: 'admin', json, headers: once() });
  expect(changed).toMatchObject({ status, body: { code } });
  expect(await system.ledger.findWebhook(webhook.id)).toMatchObject({ url: URL, events: null });
});

test('what is asked of a webhook that is not there, or in a wrong way, is refused with its code', async () => {
  const { webhook } = (await create({ url: URL })).body as unknown as Made;
  const path = `/v1/webhooks/${webhook.id}`;
  const ask = (what: string, request = {}) => api.ask(what, { as: 'admin', headers: once(), ...request });
  const nobody = '/v1/webhooks/aaaaaaaa';
  for (const what of [
    `GET ${nobody}`,
    `GET ${nobody}/deliveries`,
    `DELETE ${nobody}`,
    `POST ${nobody}/test`,
    `POST ${nobody}/rotate-secret`,
    `POST ${nobody}/deliveries/${randomUUID()}/resend`,
  ])
    expect(await ask(what)).toMatchObject({ status: 404, body: { code: 'WEBHOOK_NOT_FOUND' } });
  expect(await ask(`PATCH ${nobody}`, { json: { enabled: true } })).toMatchObject({ status: 404 });
  expect(await ask(`POST ${path}/deliveries/${randomUUID()}/resend`)).toMatchObject({
    status: 404,
    body: { code: 'WEBHOOK_DELIVERY_NOT_FOUND' },
  });
  expect(await ask(`POST ${path}/deliveries/nonsense/resend`)).toMatchObject({ status: 422 });
  expect(await ask('GET /v1/webhooks/NONSENSE')).toMatchObject({ status: 422 });
  expect(await ask(`GET ${path}/deliveries?cursor=nonsense`)).toMatchObject({
    status: 422,
    body: { code: 'INVALID_PAGE' },
  });
  expect(await ask(`GET ${path}/deliveries?limit=0`)).toMatchObject({ status: 422, body: { code: 'INVALID_REQUEST' } });
  expect(await ask(`POST ${path}/test`, { json: { url: 'x' } })).toMatchObject({ status: 422 });
  expect(await ask(`POST ${path}/test`, { headers: {} })).toMatchObject({
    status: 400,
    body: { code: 'IDEMPOTENCY_KEY_INVALID' },
  });
  await Promise.all(Array.from({ length: 19 }, () => create({ url: URL })));
  expect(await create({ url: URL })).toMatchObject({ status: 409, body: { code: 'TOO_MANY_WEBHOOKS' } });
});

describe('the database role of the API', () => {
  test.each([
    ['reads no secret', 'SELECT secret FROM webhook_secrets'],
    ['changes no secret', `UPDATE webhook_secrets SET secret = ''`],
    ['removes no secret', 'DELETE FROM webhook_secrets'],
    ['moves no webhook past an event', 'UPDATE webhooks SET read_id = 0'],
    ['changes no message', `UPDATE webhook_deliveries SET body = '{}'`],
    ['removes no message', 'DELETE FROM webhook_deliveries'],
    [
      'has nothing signed that did not happen',
      `INSERT INTO webhook_deliveries (webhook_id, event, body, created_at, due_at)
       SELECT id, 'BATCH_SUCCESS', '{"type":"BATCH_SUCCESS"}', now(), now() FROM webhooks`,
    ],
    [
      'calls nothing a test that is none',
      `INSERT INTO webhook_deliveries (webhook_id, event, body, created_at, due_at)
       SELECT id, 'WEBHOOK_TEST', '{"type":"BATCH_SUCCESS"}', now(), now() FROM webhooks`,
    ],
  ])('%s', async (_what, statement) => {
    await create({ url: URL });
    const client = new Client({ connectionString: system.apiDatabaseUrl });
    await client.connect();
    const asked = client.query(statement);
    await expect(asked).rejects.toMatchObject({ code: '42501' });
    await client.end();
  });
});
