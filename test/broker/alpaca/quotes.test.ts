// The price that the adapter tells, on the simulator's real wire.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import { observedWire } from '../../../src/broker/alpaca/observed-wire';
import { REAL_WIRE } from '../../../src/broker/alpaca/transport';
import { createSimulatorAdmin } from '../../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../../src/simulator/server';
import { brokerSettings } from '../../support/system';

let server: Simulator;
beforeAll(async () => {
  server = await startSimulator({ port: 0 });
});
afterAll(() => server.close());

const admin = () => createSimulatorAdmin(server.url);
const market = () => createAlpacaMarket(brokerSettings(server.url));
const priceOf = async (symbol: string) => (await market().latestPrices([symbol])).get(symbol);

test('a print far outside of bid and ask is not the price', async () => {
  await admin().setPrices({ ODD: '130.00' });
  await admin().setAsset('ODD', { quote: { bid: '99.90', ask: '100.10' } });
  expect(await priceOf('ODD')).toMatchObject({ price: '100', quote: { bid: '99.9', ask: '100.1' } });
  await admin().setAsset('ODD', { quote: null });
  expect(await priceOf('ODD')).toMatchObject({ price: '130' });
});

/** A market data host that answers everything with this. */
async function priceIn(snapshots: object, symbol: string) {
  const host = createServer((_request, response) => response.end(JSON.stringify(snapshots)));
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const price = (await createAlpacaMarket(brokerSettings(url)).latestPrices([symbol])).get(symbol);
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  return price;
}

test('a symbol that trades rarely has a price of now while it is quoted', async () => {
  const latestTrade = { t: '2026-01-05T14:02:11.123456789Z', x: 'V', p: 50.1, s: 3, c: ['@', 'I'], i: 7, z: 'B' };
  const latestQuote = { t: '2026-01-05T15:00:00.5Z', bx: 'V', bp: 49.9, bs: 2, ax: 'V', ap: 50.02, as: 1, c: ['R'] };
  expect(await priceIn({ THIN: { latestTrade, latestQuote, prevDailyBar: null } }, 'THIN')).toMatchObject({
    price: '49.96',
    at: '2026-01-05T15:00:00.500Z',
  });
  expect(await priceIn({ THIN: { latestTrade, latestQuote: null } }, 'THIN')).toMatchObject({
    price: '50.1',
    at: '2026-01-05T14:02:11.123Z',
  });
});

test.each([
  ['nobody bids', { bid: '0', ask: '41.00' }],
  ['nobody asks', { bid: '39.00', ask: '0' }],
])('where %s the trade is the price, as without a quote', async (_what, quote) => {
  await admin().setPrices({ SIDE: '40.00' });
  await admin().setAsset('SIDE', { quote });
  const price = await priceOf('SIDE');
  expect(price).toMatchObject({ price: '40' });
  expect(price?.quote).toBeUndefined();
});

test('two thousand symbols are asked in requests of less than 8 kB each', async () => {
  const symbols = Array.from({ length: 2_000 }, (_none, n) => `S${String(n).padStart(4, '0')}.B`);
  await admin().setPrices(Object.fromEntries(symbols.map((symbol, n) => [symbol, `${n + 1}.00`])));
  const urls: string[] = [];
  const wire = {
    ...REAL_WIRE,
    exchange: (wanted: Parameters<typeof REAL_WIRE.exchange>[0]) => {
      urls.push(wanted.url);
      return REAL_WIRE.exchange(wanted);
    },
  };
  const prices = await createAlpacaMarket({ ...brokerSettings(server.url), wire }).latestPrices(symbols);
  expect([...prices.keys()].sort()).toEqual(symbols);
  expect(prices.get('S1999.B')?.price).toBe('2000');
  expect(Math.max(...urls.map((url) => url.length))).toBeLessThan(8_000);
  expect(urls.length).toBeLessThanOrEqual(3);
});

test('three symbols are one request, and no symbol is none', async () => {
  const calls: string[] = [];
  const observed = observedWire(({ call }) => calls.push(call));
  const watched = createAlpacaMarket({ ...brokerSettings(server.url), wire: observed });
  await watched.latestPrices(['META', 'AAPL', 'MSFT']);
  expect(await watched.latestPrices([])).toEqual(new Map());
  expect(calls).toEqual(['GET snapshots']);
});

test.each([[undefined, 'iex'] as const, ['iex', 'iex'] as const, ['sip', 'sip'] as const])(
  'where the feed is %s, prices are asked for of the feed %s',
  async (feed, asked) => {
    const urls: string[] = [];
    const wire = {
      ...REAL_WIRE,
      exchange: (wanted: Parameters<typeof REAL_WIRE.exchange>[0]) => {
        urls.push(wanted.url);
        return REAL_WIRE.exchange(wanted);
      },
    };
    await createAlpacaMarket({ ...brokerSettings(server.url), wire, ...(feed && { feed }) }).latestPrices(['META']);
    expect(urls).toEqual([`${server.url}/v2/stocks/snapshots?feed=${asked}&symbols=META`]);
  },
);
