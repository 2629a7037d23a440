import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import { createSimulatorAdmin } from '../../../src/simulator/admin/client';
import { step } from '../../../src/simulator/engine/engine';
import { createSimulatorState } from '../../../src/simulator/engine/state';
import { type Simulator, startSimulator } from '../../../src/simulator/server';
import { type BrokerWorld, brokerContract } from '../../contracts/broker';

const ORDER = { clientOrderId: 'ab-1-META-o-1', symbol: 'META', side: 'BUY', quantity: '1', notional: null } as const;

function settings(url: string) {
  return { baseUrl: url, dataUrl: url, api: 'broker', keyId: 'key', secretKey: 'secret', timeoutMs: 1_500 } as const;
}

describe('Alpaca over real sockets', () => {
  let simulator: Simulator;
  let world: BrokerWorld;
  beforeAll(async () => {
    simulator = await startSimulator({ port: 0 });
    world = {
      broker: createAlpacaBroker(settings(simulator.url)),
      market: createAlpacaMarket(settings(simulator.url)),
      admin: createSimulatorAdmin(simulator.url),
    };
  });
  afterAll(() => simulator.close());
  brokerContract(() => world);

  test('an order that may not leave any more is deferred, and the broker never sees it', async () => {
    await world.admin.createAccount({ id: 'late', cash: '1000.00', margin: false });
    const answer = await world.broker.submitOrder('late', ORDER, { leaveWithinMs: 0 });
    expect(answer).toMatchObject({ kind: 'deferred' });
    expect(simulator.journal().filter(({ accountId, kind }) => accountId === 'late' && kind === 'submit')).toEqual([]);
  });

  test('while the budget is spent nothing is sent: an order that cannot wait is deferred', async () => {
    const broker = createAlpacaBroker(settings(simulator.url));
    await world.admin.createAccount({ id: 'spent', cash: '1000.00', margin: false });
    await world.admin.addFault({
      match: { symbol: 'META', operation: 'submit' },
      effect: { kind: 'rate-limit', retryAfterSeconds: 30 },
    });
    await broker.submitOrder('spent', ORDER, { leaveWithinMs: 5_000 });
    const answer = await broker.submitOrder('spent', ORDER, { leaveWithinMs: 5_000 });
    expect(answer).toMatchObject({ kind: 'deferred' });
    expect(
      simulator.journal().filter(({ accountId, kind }) => accountId === 'spent' && kind === 'submit'),
    ).toHaveLength(1);
  });
});

test('orders of one millisecond are all listed when the end of a page comes between them', async () => {
  const state = createSimulatorState({ fillDelayMs: 20, spreadBasisPoints: '2' });
  const call = (method: string, target: string, body: unknown, now: number) => {
    const { pathname: path, searchParams: query } = new URL(target, 'http://simulator');
    return step(state, { method, path, query, body, authenticated: true }, now);
  };
  call('POST', '/simulator/accounts', { id: 'acc', cash: '1000.00', margin: false }, 0);
  const order = { symbol: 'WMT', side: 'buy', type: 'market', time_in_force: 'day', notional: '1.00' };
  // Three to a millisecond: the 500th is the second of its three.
  for (let n = 0; n < 510; n += 1) call('POST', '/v1/trading/accounts/acc/orders', order, 1_000 + Math.trunc(n / 3));
  const server = createServer((request, response) => {
    response.end(JSON.stringify(call('GET', request.url ?? '', undefined, 5_000).body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const listed = await createAlpacaBroker(settings(`http://127.0.0.1:${port}`)).listOrders(
    'acc',
    new Date(0).toISOString(),
  );
  expect(listed).toHaveLength(510);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a status that is not in our list counts as open, and is warned of once', async () => {
  const size = { qty: '1', notional: null, filled_qty: '0', filled_avg_price: null };
  const times = { submitted_at: null, created_at: '2026-01-05T15:00:00Z' };
  const about = { id: '1', client_order_id: 'ab-1', symbol: 'WMT', side: 'buy', type: 'market' };
  const order = { ...about, ...size, ...times, status: 'reviewed_by_owl' };
  const server = createServer((_request, response) => response.end(JSON.stringify(order)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const broker = createAlpacaBroker(settings(`http://127.0.0.1:${port}`));
  for (const _look of [1, 2])
    expect(await broker.findOrder('acc', 'any')).toMatchObject({ state: 'open', status: 'reviewed_by_owl' });
  expect(warn.mock.calls).toEqual([[expect.stringContaining('unknown status "reviewed_by_owl"')]]);
  warn.mockRestore();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a trade of nothing, or of less than a price can say, is no price', async () => {
  const t = '2026-01-05T15:00:00Z';
  const trades = { ZERO: { p: 0, t }, TINY: { p: 0.00005, t }, LOSS: { p: -1, t }, CENT: { p: 0.0001, t } };
  const snapshots = Object.fromEntries(
    Object.entries(trades).map(([symbol, latestTrade]) => [symbol, { latestTrade }]),
  );
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ ...snapshots, NEW: { latestTrade: null, latestQuote: null }, NONE: null })),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const market = createAlpacaMarket(settings(`http://127.0.0.1:${port}`));
  const prices = await market.latestPrices(Object.keys(trades));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect([...prices].map(([symbol, { price }]) => [symbol, price])).toEqual([['CENT', '0.0001']]);
});

test('a broker that is not there defers an order, since nothing left', async () => {
  const { url, close } = await startSimulator({ port: 0 });
  await close();
  const broker = createAlpacaBroker(settings(url));
  expect(await broker.submitOrder('acc', ORDER, { leaveWithinMs: 5_000 })).toMatchObject({ kind: 'deferred' });
  await expect(broker.account('acc')).rejects.toMatchObject({ name: 'BrokerFault', code: 'UNREACHABLE' });
});

test('a broker that takes the connection and says nothing leaves an order unknown', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const broker = createAlpacaBroker({ ...settings(`http://127.0.0.1:${port}`), timeoutMs: 50 });
  expect(await broker.submitOrder('acc', ORDER, { leaveWithinMs: 5_000 })).toMatchObject({ kind: 'unknown' });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  'https://api.alpaca.markets',
  'https://broker-api.alpaca.markets',
  'https://BROKER-API.alpaca.markets./v1',
  'https://something-new.alpaca.markets',
])('%s trades real money and is refused at once', (url) => {
  const other = 'https://data.alpaca.markets';
  expect(() => createAlpacaBroker({ ...settings(url), dataUrl: other })).toThrow('trades real money');
  expect(() => createAlpacaMarket({ ...settings(url), dataUrl: other })).toThrow('trades real money');
});

test.each(['https://paper-api.alpaca.markets', 'https://broker-api.sandbox.alpaca.markets'])('%s is allowed', (url) => {
  expect(() => createAlpacaBroker({ ...settings(url), dataUrl: 'https://data.alpaca.markets' })).not.toThrow();
});
