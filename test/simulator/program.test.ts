import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulatorAdmin } from '../../src/simulator/admin/client';
import { startSimulator } from '../../src/simulator/server';

const AUTHORIZATION = `Basic ${Buffer.from('name:secret').toString('base64')}`;
const BUY = { symbol: 'AAPL', side: 'buy', qty: '1', type: 'market', time_in_force: 'day' };

let directory: string;
const started: Awaited<ReturnType<typeof startSimulator>>[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ close }) => close()));
  await rm(directory, { recursive: true });
});

async function start(options: Partial<Parameters<typeof startSimulator>[0]> = {}) {
  const simulator = await startSimulator({ port: 0, ...options });
  started.push(simulator);
  const ask = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { authorization: AUTHORIZATION },
  ) => fetch(simulator.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const send = (id: string) => ask('POST', '/v1/trading/accounts/acc/orders', { ...BUY, client_order_id: id });
  return { ...simulator, ask, send, admin: createSimulatorAdmin(simulator.url) };
}

test('every change is in the state file before its answer, so a killed simulator goes on where it stopped', async () => {
  const stateFile = join(directory, 'simulator.json');
  const first = await start({ stateFile });
  await first.admin.createAccount({ id: 'acc', cash: '5000.00', margin: true, positions: { META: '1.5' } });
  await first.admin.setPrices({ NEWCO: '12.3456' });
  await first.admin.setSettings({ fillDelayMs: 0 });
  await first.admin.addFault({ match: { operation: 'submit', side: 'SELL' }, effect: { kind: 'never-fill' } });
  await Promise.all(['a', 'b', 'c'].map((id) => first.send(id)));
  await first.ask('GET', '/v1/clock');
  await first.ask('POST', '/v1/trading/accounts/acc/orders', { ...BUY, side: 'sell', client_order_id: 'stands' });
  await first.admin.addFault({ match: { operation: 'read' }, effect: { kind: 'status', status: 503 }, times: 2 });
  await first.ask('GET', '/v1/clock');
  const state = async ({ ask }: typeof first) => {
    const { now: _, ...rest } = (await (await ask('GET', '/simulator/state')).json()) as Record<string, unknown>;
    return rest;
  };
  // Nothing is closed or flushed: the second one reads what a SIGKILL would have left.
  const second = await start({ stateFile });
  expect(await state(second)).toEqual(await state(first));
  expect(await second.admin.journal()).toEqual(await first.admin.journal());
  expect(await second.admin.prices()).toEqual(await first.admin.prices());
  expect((await second.send('a')).status).toBe(422);
  expect(await readdir(directory)).toEqual(['simulator.json']);
});

test('a state file that is not one stops the start and is left alone', async () => {
  const stateFile = join(directory, 'simulator.json');
  await writeFile(stateFile, '{"format":0}');
  await expect(startSimulator({ port: 0, stateFile })).rejects.toThrow(/is not a state file of this simulator/);
});

test('the Trading API knows its account by the key header', async () => {
  const { ask, admin } = await start();
  await admin.createAccount({ id: 'acc', cash: '5000.00', margin: true });
  const byKey = (id: string) =>
    ask('GET', '/v2/account', undefined, { 'APCA-API-KEY-ID': id, 'APCA-API-SECRET-KEY': 's' });
  expect(await (await byKey('acc')).json()).toMatchObject({ id: 'acc', cash: '5000.00' });
  expect((await byKey('other')).status).toBe(401);
});

test('prices are JSON numbers with the digits they were set with', async () => {
  const { ask, admin } = await start();
  await admin.setPrices({ META: '400.1000' });
  expect(await (await ask('GET', '/v2/stocks/trades/latest?symbols=META')).text()).toContain('"p":400.1,');
});

test.each(['drop-before', 'lose-answer'] as const)('%s breaks the connection', async (kind) => {
  const { admin, send } = await start();
  await admin.createAccount({ id: 'acc', cash: '5000.00', margin: true });
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind } });
  await expect(send('a')).rejects.toThrow('fetch failed');
});

test('a truncated answer is half an order', async () => {
  const { admin, send } = await start();
  await admin.createAccount({ id: 'acc', cash: '5000.00', margin: true });
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind: 'truncate-answer' } });
  const text = await (await send('a')).text();
  expect(text).toMatch(/^\{"id":/);
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
});

test('an order held up on its way is not there until it arrives', async () => {
  const { admin, send, ask } = await start();
  await admin.createAccount({ id: 'acc', cash: '5000.00', margin: true });
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind: 'delay', ms: 300, done: 'late' } });
  const look = async () =>
    (await ask('GET', '/v1/trading/accounts/acc/orders:by_client_order_id?client_order_id=a')).status;
  const sending = send('a');
  while ((await admin.faults()).length > 0);
  expect(await look()).toBe(404);
  expect((await sending).status).toBe(200);
  expect(await look()).toBe(200);
});

test('the journal counts on, and shows what came after', async () => {
  const { admin, send } = await start();
  await admin.createAccount({ id: 'acc', cash: '5000.00', margin: true });
  const seen = (await admin.journal()).at(-1)?.sequence ?? 0;
  await send('a');
  const [next] = await admin.journal(seen);
  expect(next).toMatchObject({ sequence: seen + 1, kind: 'submit', clientOrderId: 'a', status: 200 });
});
