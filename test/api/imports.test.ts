import { request } from 'node:http';
import { until } from '../../src/local/process/until';
import { startTestApi, type TestApi } from '../support/api';
import { type RunningProgram, startProgram } from '../support/programs';
import { startSystem, type TestSystem } from '../support/system';

// Files of portfolios, by the client that is generated from the contract and by what a terminal sends.

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

const NDJSON = { 'Content-Type': 'application/x-ndjson' };
const line = (id: string, some: object = {}) =>
  JSON.stringify({
    id,
    accountId: `account-${id}`,
    cash: '100.00',
    targets: [{ symbol: 'META', percent: '100' }],
    ...some,
  });
const file = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${line(`${prefix}-${n}`)}\n`).join('');

const send = (body: string, partial?: 'true' | 'false') =>
  api.as('operator').POST('/v1/imports', {
    params: { query: { ...(partial && { partial }) } },
    headers: NDJSON,
    body,
    bodySerializer: (text) => text,
  });
const show = async (importId: string) =>
  (await api.as('viewer').GET('/v1/imports/{importId}', { params: { path: { importId } } })).data;
const ended = async (importId: string) => {
  await until(async () => ['DONE', 'REFUSED'].includes((await show(importId))?.state ?? ''), 60_000);
  return show(importId);
};
const problemsOf = async (importId: string, query: { limit?: number; cursor?: string } = {}) =>
  (await api.as('viewer').GET('/v1/imports/{importId}/problems', { params: { path: { importId }, query } })).data;

test('a file is received, followed to its end, and exported again', async () => {
  const sent = await send(file('a', 1_200));
  expect([sent.response.status, sent.data?.lines, sent.data?.wrong]).toEqual([202, 1_200, 0]);
  const id = sent.data?.id ?? '';
  expect(sent.response.headers.get('Location')).toBe(`/v1/imports/${id}`);
  expect(await ended(id)).toMatchObject({ state: 'DONE', stored: 1_200, actor: api.principals.operator });
  const again = await send(file('a', 1_200));
  expect(again.data?.id).not.toBe(id);
  expect(await ended(again.data?.id ?? '')).toMatchObject({ state: 'DONE', stored: 0, skipped: 1_200 });
  const { data: listed } = await api.as('viewer').GET('/v1/imports', { params: { query: { limit: 1 } } });
  expect(listed?.data.map((one) => one.id)).toEqual([again.data?.id]);
  const { data: older } = await api
    .as('viewer')
    .GET('/v1/imports', { params: { query: { cursor: listed?.nextCursor ?? '' } } });
  expect(older).toMatchObject({ data: [{ id }], nextCursor: null });

  const exported = await api.ask('GET /v1/exports/portfolios', { as: 'viewer' });
  expect(exported.headers.get('Content-Type')).toBe('application/x-ndjson');
  expect(exported.text.trim().split('\n')).toHaveLength(1_200);
  const csv = await api.ask('GET /v1/exports/portfolios?format=csv', { as: 'viewer' });
  expect(csv.text.split('\n')[1]).toMatch(/^a-0,account-a-0,100\.00,META=100\.0000,,/);
  const same = await api.ask('POST /v1/imports', {
    as: 'operator',
    raw: csv.text,
    headers: { 'Content-Type': 'text/csv; charset=utf-8' },
  });
  expect(await ended(same.body.id as string)).toMatchObject({ state: 'DONE', skipped: 1_200 });
});

test('an import can be cancelled until it is stored', async () => {
  const remove = (importId: string) =>
    api.as('operator').DELETE('/v1/imports/{importId}', {
      params: { path: { importId }, header: { 'Idempotency-Key': importId } },
    });
  const begun = await system.ledger.beginImport(false, {
    name: 'cli:anna@desk',
    via: 'cli',
    at: new Date().toISOString(),
  });
  expect((await remove(begun)).data).toMatchObject({ id: begun, state: 'RECEIVING' });
  expect((await show(begun))?.state).toBeUndefined();
  const sent = await send(file('late', 2));
  const id = sent.data?.id ?? '';
  await ended(id);
  expect((await remove(id)).error).toMatchObject({ status: 409, code: 'IMPORT_TOO_LATE' });
});

test('each wrong line is told with its field and rule, page by page; nothing, or only the others, is stored', async () => {
  const wrong = Array.from({ length: 3 }, (_, n) => line(`wrong-${n}`, { cash: '1.234' }));
  const body = [line('right'), ...wrong, line('unlisted', { targets: [{ symbol: 'XXXX', percent: '100' }] })].join(
    '\n',
  );
  const refused = await send(body);
  const id = refused.data?.id ?? '';
  expect(await ended(id)).toMatchObject({ state: 'REFUSED', stored: 0, wrong: 4 });
  const first = await problemsOf(id, { limit: 3 });
  expect(first?.data).toContainEqual({
    line: 2,
    field: 'cash',
    code: 'INVALID_HOLDINGS',
    message: 'cash must have at most 2 decimals',
  });
  const rest = await problemsOf(id, { cursor: first?.nextCursor ?? '' });
  expect(rest).toMatchObject({ data: [{ line: 5, field: 'targets', code: 'UNKNOWN_SYMBOL' }], nextCursor: null });
  expect(await system.ledger.findPortfolio('right')).toBeUndefined();
  const partial = await send(body, 'true');
  expect(await ended(partial.data?.id ?? '')).toMatchObject({ state: 'DONE', stored: 1, wrong: 4, partial: true });
  expect(await system.ledger.findPortfolio('right')).toMatchObject({ status: 'ACTIVE' });
});

test.each([
  ['JSON', { headers: { 'Content-Type': 'application/json' }, raw: '{}' }, 415, 'TYPE_NOT_TAKEN'],
  ['nothing', {}, 415, 'TYPE_NOT_TAKEN'],
  ['what is no UTF-8', { headers: NDJSON, raw: Uint8Array.of(0x7b, 0xff, 0x0a) }, 422, 'INVALID_FILE'],
  ['a line without an end', { headers: NDJSON, raw: 'x'.repeat(400_000) }, 422, 'INVALID_FILE'],
  ['a lot of empty lines', { headers: NDJSON, raw: '\n'.repeat(250_002) }, 422, 'INVALID_FILE'],
])('%s is refused, and leaves no import', async (_what, given, status, code) => {
  const before = await api.ask('GET /v1/imports', { as: 'viewer' });
  expect(await api.ask('POST /v1/imports', { as: 'operator', ...given })).toMatchObject({ status, body: { code } });
  expect((await api.ask('GET /v1/imports', { as: 'viewer' })).text).toBe(before.text);
});

test('an import of which nobody knows is not found', async () => {
  for (const path of ['', '/problems'])
    expect(
      await api.ask(`GET /v1/imports/00000000-0000-4000-8000-000000000000${path}`, { as: 'viewer' }),
    ).toMatchObject({ status: 404, body: { code: 'IMPORT_NOT_FOUND' } });
});

describe('the program', () => {
  const programs: RunningProgram[] = [];
  afterAll(async () => {
    for (const program of programs) await program.kill();
  });
  const start = async () => {
    const env = { ...system.env, DATABASE_URL: system.apiDatabaseUrl, AUTOBALANCER_API_PORT: '0' };
    const program = startProgram('src/api/main.ts', env);
    programs.push(program);
    return { program, url: await program.servingUrl() };
  };
  const headers = () => ({ Authorization: `Bearer ${api.keys.operator}`, ...NDJSON });

  test('that is killed while it stores an import is followed by the next one, and nothing is stored twice', async () => {
    // Its own would run the import.
    await api.close();
    const first = await start();
    const sent = await fetch(`${first.url}/v1/imports`, {
      method: 'POST',
      headers: headers(),
      body: file('k', 12_000),
    });
    const { id } = (await sent.json()) as { id: string };
    const stateAt = async (url: string) =>
      (await (await fetch(`${url}/v1/imports/${id}`, { headers: headers() })).json()) as {
        state: string;
        stored: number;
      };
    // The API would refuse somebody who asks this often for longer than half a minute.
    const kept = () => system.ledger.findImport(id);
    await until(async () => ((await kept())?.stored ?? 0) > 0, 60_000);
    await first.program.kill();
    const second = await start();
    const left = await stateAt(second.url);
    expect(left).toMatchObject({ state: 'STORING' });
    expect(left.stored).toBeLessThan(12_000);
    await until(async () => (await kept())?.state === 'DONE', 120_000);
    expect(await stateAt(second.url)).toMatchObject({ stored: 12_000, skipped: 0, wrong: 0 });
    expect((await system.ledger.listPortfolios({ idPrefix: 'k-', limit: 20_000 })).length).toBe(12_000);
    expect(await second.program.stop()).toBe(0);
  }, 300_000);

  test('forgets a file that breaks off, and takes it when it is sent again', async () => {
    const { program, url } = await start();
    const asked = request(`${url}/v1/imports`, { method: 'POST', headers: { ...headers(), 'Content-Length': 1e6 } });
    asked.on('error', () => undefined);
    asked.write(file('c', 1_000));
    const list = async () =>
      ((await (await fetch(`${url}/v1/imports`, { headers: headers() })).json()) as { data: { state: string }[] }).data;
    // While it is sent everybody sees how far it is.
    await until(async () => (await list()).some(({ state }) => state === 'RECEIVING'), 60_000);
    asked.destroy();
    await until(async () => !(await list()).some(({ state }) => state === 'RECEIVING'), 60_000);
    const body = file('c', 1_000);
    expect((await fetch(`${url}/v1/imports`, { method: 'POST', headers: headers(), body })).status).toBe(202);
    expect(await program.stop()).toBe(0);
  });
});
