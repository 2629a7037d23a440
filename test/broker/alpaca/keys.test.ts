// Keys that are revoked and rotated while orders are under way: the simulator lets in the keys that it is told.

import { randomUUID } from 'node:crypto';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import type { Key } from '../../../src/broker/alpaca/transport';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../../src/simulator/server';

const [OLD, NEW]: [Key, Key] = [
  { keyId: 'old', secretKey: 'secret of old' },
  { keyId: 'new', secretKey: 'secret of new' },
];

let server: Simulator;
let admin: SimulatorAdmin;
beforeAll(async () => {
  server = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(server.url);
});
afterAll(() => server.close());
afterEach(() => admin.setSettings({ acceptedKeys: null }));

function brokerWith(keys: () => readonly Key[]) {
  return createAlpacaBroker({ baseUrl: server.url, dataUrl: server.url, api: 'broker', ...OLD, keys });
}

async function account(): Promise<string> {
  const id = randomUUID();
  await admin.createAccount({ id, cash: '10000.00', margin: false });
  return id;
}

const buy = () =>
  ({ clientOrderId: randomUUID(), symbol: 'META', side: 'BUY', quantity: '1', notional: null }) as const;
const LEAVE = { leaveWithinMs: 5_000 };

test('an order that is turned away for the key has not arrived, and is taken once the key is', async () => {
  const [id, broker, order] = [await account(), brokerWith(() => [OLD]), buy()];
  await admin.setSettings({ acceptedKeys: ['new'] });
  expect(await broker.submitOrder(id, order, LEAVE)).toMatchObject({ kind: 'deferred' });
  await expect(broker.account(id)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await admin.setSettings({ acceptedKeys: ['old'] });
  expect(await broker.submitOrder(id, order, LEAVE)).toMatchObject({ kind: 'accepted' });
});

test('when one of two keys is revoked the other one is used, from the next request on', async () => {
  const [id, broker, order] = [await account(), brokerWith(() => [OLD, NEW]), buy()];
  await admin.setSettings({ acceptedKeys: ['new'] });
  expect(await broker.submitOrder(id, order, LEAVE)).toMatchObject({ kind: 'deferred' });
  expect(await broker.submitOrder(id, order, LEAVE)).toMatchObject({ kind: 'accepted' });
  expect(await broker.findOrder(id, order.clientOrderId)).toBeDefined();
  await admin.setSettings({ acceptedKeys: ['old'] });
  await expect(broker.findOrder(id, order.clientOrderId)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  expect(await broker.findOrder(id, order.clientOrderId)).toBeDefined();
});

test('many requests at once turn the ring once', async () => {
  const [id, broker] = [await account(), brokerWith(() => [OLD, NEW])];
  await admin.setSettings({ acceptedKeys: ['new'] });
  await Promise.allSettled(Array.from({ length: 4 }, () => broker.findOrder(id, 'x')));
  expect(await broker.findOrder(id, 'x')).toBeUndefined();
});

test('a key that changes is used as it is now', async () => {
  let now: Key = OLD;
  const [id, broker] = [await account(), brokerWith(() => [now])];
  await admin.setSettings({ acceptedKeys: ['new'] });
  await expect(broker.findOrder(id, 'x')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  now = NEW;
  expect(await broker.findOrder(id, 'x')).toBeUndefined();
});
