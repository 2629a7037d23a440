import { type Asking, startTestApi, type TestApi } from '../support/api';
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

const KEY = { 'Idempotency-Key': 'a-key-of-a-test' };
const CHANGE = { position: 'halted', reason: 'a test' };
const text = (type: string): Asking => ({ raw: JSON.stringify(CHANGE), headers: { 'Content-Type': type } });

test.each<[what: string, request: string, given: Asking, status: number, code: string]>([
  ['nobody', 'GET /v1/me', {}, 401, 'KEY_MISSING'],
  ['nobody at a path that is not there', 'GET /v1/nothing', {}, 401, 'KEY_MISSING'],
  ['an unknown key', 'GET /v1/me', { as: 'unknown' }, 401, 'KEY_UNKNOWN'],
  ['a mistyped key', 'GET /v1/me', { as: 'mistyped' }, 401, 'KEY_UNKNOWN'],
  ['a revoked key', 'GET /v1/me', { as: 'revoked' }, 401, 'KEY_REVOKED'],
  ['an expired key', 'GET /v1/me', { as: 'expired' }, 401, 'KEY_EXPIRED'],
  ['a role that is too low', 'PUT /v1/trading', { as: 'viewer', json: CHANGE }, 403, 'ROLE_TOO_LOW'],
  ['a path that is not there', 'GET /v1/nothing', { as: 'admin' }, 404, 'PATH_NOT_FOUND'],
  ['a portfolio that is not there', 'GET /v1/portfolios/nobody', { as: 'viewer' }, 404, 'PORTFOLIO_NOT_FOUND'],
  ['a method that is not taken', 'DELETE /v1/trading', { as: 'admin' }, 405, 'METHOD_NOT_ALLOWED'],
  ['a body that is too large', 'PUT /v1/trading', { as: 'admin', json: 'x'.repeat(65_537) }, 413, 'BODY_TOO_LARGE'],
  ['plain text', 'PUT /v1/trading', { as: 'admin', ...text('text/plain') }, 415, 'NOT_JSON'],
  ['a form', 'PUT /v1/trading', { as: 'admin', ...text('application/x-www-form-urlencoded') }, 415, 'NOT_JSON'],
  ['no content type', 'PUT /v1/trading', { as: 'admin', raw: new TextEncoder().encode('{}') }, 415, 'NOT_JSON'],
  ['another charset', 'PUT /v1/trading', { as: 'admin', ...text('application/json;charset=x') }, 415, 'NOT_JSON'],
  ['no body', 'PUT /v1/trading', { as: 'admin', ...text('application/json'), raw: '' }, 400, 'UNREADABLE_BODY'],
  [
    'half of JSON',
    'PUT /v1/trading',
    { as: 'admin', ...text('application/json'), raw: '{"a"' },
    400,
    'UNREADABLE_BODY',
  ],
  [
    'invalid UTF-8',
    'PUT /v1/trading',
    { as: 'admin', ...text('application/json'), raw: new Uint8Array([0x22, 0xff, 0x22]) },
    400,
    'UNREADABLE_BODY',
  ],
  [
    'a body where none is taken',
    'POST /v1/portfolios/nobody/plan',
    { as: 'admin', json: { dryRun: true } },
    422,
    'INVALID_REQUEST',
  ],
  [
    '2,000 targets',
    'POST /v1/portfolios',
    {
      as: 'admin',
      json: { id: 'x', accountId: 'x', targets: Array.from({ length: 2_000 }, () => ({ symbol: 'A', percent: '0' })) },
    },
    422,
    'INVALID_REQUEST',
  ],
  [
    'a number for a decimal',
    'POST /v1/portfolios',
    { as: 'admin', json: { id: 'x', accountId: 'x', targets: [{ symbol: 'META', percent: 100 }] } },
    422,
    'INVALID_REQUEST',
  ],
  [
    'targets that do not sum to 100',
    'POST /v1/portfolios',
    { as: 'admin', json: { id: 'x', accountId: 'x', targets: [{ symbol: 'META', percent: '99.9999' }] }, headers: KEY },
    422,
    'INVALID_TARGETS',
  ],
  ['a page of none', 'GET /v1/portfolios?limit=0', { as: 'viewer' }, 422, 'INVALID_REQUEST'],
  ['an unknown parameter', 'GET /v1/portfolios?key=ab', { as: 'viewer' }, 422, 'INVALID_REQUEST'],
  ['an unknown parameter where there is none', 'GET /v1/me?key=ab', { as: 'viewer' }, 422, 'INVALID_REQUEST'],
  ['a parameter given twice', 'GET /v1/portfolios?limit=1&limit=2', { as: 'viewer' }, 422, 'INVALID_REQUEST'],
  ['an id that is none', 'GET /v1/portfolios/-x', { as: 'viewer' }, 422, 'INVALID_REQUEST'],
  [
    'a refusal of an operation',
    'PUT /v1/trading',
    { as: 'admin', json: { ...CHANGE, position: 'active', undo: true }, headers: KEY },
    409,
    'UNDO_WITHOUT_HALT',
  ],
])('%s is refused as documented', async (_what, request, given, status, code) => {
  const { headers, body, text } = await api.ask(request, given);
  expect({ status: body.status, code: body.code, detail: text }).toMatchObject({ status, code });
  expect(body).toMatchObject({ type: `/problems/${code}`, requestId: headers.get('X-Request-Id') });
  expect(headers.get('Content-Type')).toBe('application/problem+json');
  expect(headers.get('WWW-Authenticate') !== null).toBe(status === 401);
  expect(headers.get('Allow')).toBe(status === 405 ? 'GET, HEAD, PUT' : null);
  expect((await api.ask(`GET /problems/${code}`)).text).toContain(body.title);
  expect(await system.ledger.trading()).toMatchObject({ position: 'active' });
});

test('each field that is wrong is named with its rule', async () => {
  const json = { position: 'up', reason: ' ', undo: 'yes', dryRun: true };
  expect(await api.ask('PUT /v1/trading', { as: 'operator', json })).toMatchObject({
    status: 422,
    body: {
      errors: [
        { field: 'position', rule: 'Invalid option: expected one of "active"|"reduce-only"|"halted"' },
        { field: 'reason', rule: 'must not be blank' },
        { field: 'undo', rule: 'Invalid input: expected boolean, received string' },
        { field: 'dryRun', rule: 'is not known here' },
      ],
    },
  });
});

test('what is asked is done, answered by its schema and audited with the key and the door', async () => {
  expect(await api.ask('GET /v1/me', { as: 'viewer' })).toMatchObject({
    status: 200,
    body: { principal: api.principals.viewer, role: 'viewer' },
  });
  const set = await api.ask('PUT /v1/trading', { as: 'operator', json: CHANGE, headers: KEY });
  expect(set).toMatchObject({ status: 200, body: { ...CHANGE, undo: false, actor: api.principals.operator } });
  expect((await api.ask('GET /v1/trading', { as: 'viewer' })).body).toEqual(set.body);
  expect((await system.ledger.listAudit('_system')).at(-1)).toMatchObject({
    actor: api.principals.operator,
    via: 'api',
  });
  await system.ledger.setTrading(
    { position: 'active', reason: 'over' },
    { name: 'test', at: new Date().toISOString() },
  );
});

test('portfolios are listed a page at a time, and shown with their weights', async () => {
  const ids = [await system.createPortfolio(), await system.createPortfolio()].sort();
  const first = await api.ask('GET /v1/portfolios?limit=1', { as: 'viewer' });
  expect(first).toMatchObject({ status: 200, body: { data: [{ id: ids[0], cash: '100000.00' }], nextCursor: ids[0] } });
  expect(await api.ask(`GET /v1/portfolios?limit=2&cursor=${ids[0]}`, { as: 'viewer' })).toMatchObject({
    body: { data: [{ id: ids[1] }], nextCursor: null },
  });
  const { body } = await api.ask(`GET /v1/portfolios/${ids[0]}`, { as: 'viewer' });
  expect(body).toMatchObject({ portfolio: { id: ids[0] }, measured: { value: '100000.00' }, problem: null });
});

test('the log has each request with its id, and nothing of its headers or query', async () => {
  const { headers } = await api.ask('GET /v1/me?secret=hush', { as: 'viewer', headers: { 'X-Request-Id': 'mine-1' } });
  expect(headers.get('X-Request-Id')).toBe('mine-1');
  const line = api.logged.find((logged) => logged.includes('mine-1')) ?? '';
  expect(JSON.parse(line)).toMatchObject({
    requestId: 'mine-1',
    principal: api.principals.viewer,
    status: 422,
    code: 'INVALID_REQUEST',
  });
  expect(api.logged.join('')).not.toMatch(/hush|Bearer|ab_live/);
});
