import { randomUUID } from 'node:crypto';
import { Alpaca, errors } from '@alpacahq/alpaca-trade-api';
import { until } from '../../src/local/process/until';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../src/simulator/server';

// Alpaca's own client believes the simulator: a shape that we and the simulator misread alike would fail here.

let simulator: Simulator;
let admin: SimulatorAdmin;
let keyId: string;
let alpaca: Alpaca;

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(simulator.url);
});
afterAll(() => simulator.close());
beforeEach(async () => {
  keyId = randomUUID();
  await admin.createAccount({ id: keyId, cash: '10000.00', margin: false, positions: { AAPL: '2.5' } });
  alpaca = clientOf(keyId);
});
afterEach(() => admin.clearFaults());

/** Both of Alpaca's hosts lead to the simulator; nothing else is changed. */
function clientOf(key: string): Alpaca {
  return new Alpaca({
    keyId: key,
    secret: 'secret',
    retry: false,
    rateLimit: false,
    fetchApi: (url, init) => {
      const { pathname, search } = new URL(url);
      return fetch(`${simulator.url}${pathname}${search}`, init);
    },
  });
}

test('it reads the account and its positions', async () => {
  expect(await alpaca.trading.account.getAccount()).toMatchObject({
    id: keyId,
    status: 'ACTIVE',
    currency: 'USD',
    cash: '10000.00',
    buyingPower: '10000.00',
    multiplier: '1',
    accountBlocked: false,
  });
  const held = { symbol: 'AAPL', qty: '2.5', qtyAvailable: '2.5', side: 'long', currentPrice: '190' };
  expect(await alpaca.trading.positions.getAllOpenPositions()).toMatchObject([held]);
  expect(await alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: 'AAPL' })).toMatchObject(held);
  await expect(alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: 'XOM' })).rejects.toMatchObject({
    status: 404,
    message: 'position not found: XOM',
  });
});

test('its buy by quantity and its sell by dollars fill, and both its listings show them', async () => {
  const { orders } = alpaca.trading;
  const buy = await orders.market({ symbol: 'META', side: 'buy', qty: '1.234567891', clientOrderId: 'buy-1' });
  expect(buy).toMatchObject({ status: 'pending_new', clientOrderId: 'buy-1', qty: '1.234567891', notional: null });
  await orders.market({ symbol: 'AAPL', side: 'sell', notional: '100.00', clientOrderId: 'sell-1' });
  await until(async () => (await orders.getAllOrders({ status: 'open' })).length === 0, 60_000);
  const filled = await orders.getOrderByClientOrderId({ clientOrderId: 'buy-1' });
  expect(filled).toMatchObject({
    status: 'filled',
    filledQty: '1.234567891',
    filledAvgPrice: '400.04',
    type: 'market',
  });
  expect(filled.filledAt).toBeInstanceOf(Date);
  expect(await orders.getOrderByOrderID({ orderId: filled.id ?? '' })).toEqual(filled);
  const all = await orders.getAllOrders({ status: 'all', direction: 'asc' });
  expect(all.map(({ clientOrderId, side }) => [clientOrderId, side])).toEqual([
    ['buy-1', 'buy'],
    ['sell-1', 'sell'],
  ]);
  expect((await alpaca.trading.positions.getAllOpenPositions()).map(({ symbol }) => symbol)).toEqual(['AAPL', 'META']);
});

test('it places a limit order and cancels it, once', async () => {
  const { orders } = alpaca.trading;
  const { id: orderId = '' } = await orders.limit({ symbol: 'META', side: 'buy', qty: 1, limitPrice: '1.00' });
  await orders.deleteOrderByOrderID({ orderId });
  expect(await orders.getOrderByOrderID({ orderId })).toMatchObject({ status: 'canceled', filledQty: '0' });
  await expect(orders.deleteOrderByOrderID({ orderId })).rejects.toMatchObject({
    status: 422,
    code: 42210000,
    message: 'order is already in "canceled" state',
  });
});

test('it reads the clock, an asset and the latest trades', async () => {
  const { isOpen, timestamp, nextClose } = await alpaca.trading.clock.legacyClock();
  expect(isOpen).toBe(true);
  expect(nextClose > timestamp).toBe(true);
  const asset = await alpaca.trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'META' });
  expect(asset).toMatchObject({ symbol: 'META', status: 'active', tradable: true, fractionable: true });
  await admin.setPrices({ EXACT: '1234.5678' });
  const { trades } = await alpaca.marketData.stocks.stockLatestTrades({ symbols: 'META,EXACT' });
  expect(trades).toMatchObject({ META: { p: 400 }, EXACT: { p: 1234.5678 } });
});

const ORDER = { symbol: 'META', side: 'buy', notional: '1.00' } as const;
const REFUSED: [what: string, order: object, error: typeof errors.ApiError, fields: object][] = [
  [
    'an id that was used',
    { clientOrderId: 'used' },
    errors.ValidationError,
    { status: 422, code: 40010001, message: 'client_order_id must be unique' },
  ],
  [
    'more than there is',
    { notional: '10000.01' },
    errors.PermissionError,
    { status: 403, code: 40310000, message: 'insufficient buying power' },
  ],
  [
    'beyond the budget of requests',
    { symbol: 'TSLA' },
    errors.RateLimitError,
    { status: 429, code: 42910000, message: 'rate limit exceeded', retryAfterMs: 7_000, rateLimit: { remaining: 0 } },
  ],
];
test.each(REFUSED)('an order for %s is the error that Alpaca means', async (_what, order, error, fields) => {
  const { orders } = alpaca.trading;
  await admin.addFault({
    match: { operation: 'submit', symbol: 'TSLA' },
    effect: { kind: 'rate-limit', retryAfterSeconds: 7 },
  });
  await orders.market({ ...ORDER, clientOrderId: 'used' });
  const refused: unknown = await orders.market({ ...ORDER, ...order }).catch((reason: unknown) => reason);
  expect(refused).toBeInstanceOf(error);
  expect(refused).toMatchObject(fields);
});

test('a key without an account is told that it may not', async () => {
  await expect(clientOf('nobody').trading.account.getAccount()).rejects.toBeInstanceOf(errors.AuthError);
});
