import { restoreState, takeSnapshot } from '../../src/simulator/snapshot';
import { engineOnAClock } from './engine-on-a-clock';

const SECOND = 1_000;
/** AAPL is at 190, and with this spread so are bid and ask. */
const NO_SPREAD = { spreadBasisPoints: '0' };

test('a market order fills no further from the quote of its submission than its collar, and shows no limit', () => {
  const { call, send, order, wait } = engineOnAClock({}, { ...NO_SPREAD, collarPercent: '5', fillDelayMs: SECOND });
  send('far', { symbol: 'AAPL', side: 'buy', qty: '1' });
  call('PUT', '/simulator/prices', { AAPL: '199.51' });
  wait(SECOND);
  expect(order('far')).toMatchObject({ status: 'new', type: 'market', limit_price: null, filled_qty: '0' });
  call('PUT', '/simulator/prices', { AAPL: '199.50' });
  wait(1);
  expect(order('far')).toMatchObject({ status: 'filled', filled_avg_price: '199.5' });
});

test('the collar of a sell is below the bid, and an order that must not wait is cancelled outside of it', () => {
  const engine = engineOnAClock(
    { positions: { AAPL: '2' } },
    { ...NO_SPREAD, collarPercent: '5', fillDelayMs: SECOND },
  );
  engine.send('day', { symbol: 'AAPL', side: 'sell', qty: '1' });
  engine.send('ioc', { symbol: 'AAPL', side: 'sell', qty: '1', time_in_force: 'ioc' });
  engine.call('PUT', '/simulator/prices', { AAPL: '180.49' });
  engine.wait(SECOND);
  expect(engine.order('ioc')).toMatchObject({ status: 'canceled', filled_qty: '0' });
  expect(engine.order('day')).toMatchObject({ status: 'new' });
});

test('a limit order has no collar', () => {
  const engine = engineOnAClock({}, { ...NO_SPREAD, collarPercent: '5', fillDelayMs: SECOND });
  engine.send('limit', { symbol: 'AAPL', side: 'buy', qty: '1', type: 'limit', limit_price: '300' });
  engine.call('PUT', '/simulator/prices', { AAPL: '250' });
  engine.wait(SECOND);
  expect(engine.order('limit')).toMatchObject({ status: 'filled', filled_avg_price: '250' });
});

test('an order for more than the book offers fills in parts as the book fills up again', () => {
  const book = { bookShares: '2', bookRefillMs: SECOND };
  const { send, order, wait, call } = engineOnAClock({}, { ...NO_SPREAD, ...book });
  send('large', { symbol: 'AAPL', side: 'buy', qty: '4.5' });
  wait(20);
  expect(order('large')).toMatchObject({ status: 'partially_filled', filled_qty: '2' });
  wait(SECOND - 1);
  expect(order('large')).toMatchObject({ status: 'partially_filled', filled_qty: '2' });
  wait(1);
  expect(order('large')).toMatchObject({ status: 'partially_filled', filled_qty: '4' });
  wait(SECOND);
  expect(order('large')).toMatchObject({ status: 'filled', filled_qty: '4.5' });
  const fills = call('GET', '/v1/accounts/activities/FILL?account_id=acc').body as unknown as object[];
  expect(fills).toMatchObject([
    { type: 'fill', qty: '0.5', cum_qty: '4.5', leaves_qty: '0' },
    { type: 'partial_fill', qty: '2', cum_qty: '4', leaves_qty: '0.5' },
    { type: 'partial_fill', qty: '2', cum_qty: '2', leaves_qty: '2.5' },
  ]);
});

test('nobody has to ask for the parts to fill at their times', () => {
  const { send, order, wait } = engineOnAClock({}, { ...NO_SPREAD, bookShares: '1', bookRefillMs: SECOND });
  send('large', { symbol: 'AAPL', side: 'buy', qty: '4' });
  wait(60 * SECOND);
  expect(order('large')).toMatchObject({ status: 'filled', filled_at: '2026-03-02T15:00:03.020Z' });
});

test('what one order took of a side is not there for the next one, and the other side is', () => {
  const engine = engineOnAClock(
    { positions: { KO: '5' } },
    { ...NO_SPREAD, bookShares: '3', bookRefillMs: SECOND, refusesWashTrades: false },
  );
  engine.call('POST', '/simulator/accounts', { id: 'other', cash: '1000.00', margin: false });
  engine.send('first', { symbol: 'KO', side: 'buy', qty: '2' });
  const second = {
    client_order_id: 'second',
    type: 'market',
    time_in_force: 'day',
    symbol: 'KO',
    side: 'buy',
    qty: '2',
  };
  engine.call('POST', '/v1/trading/accounts/other/orders', second);
  engine.send('sell', { symbol: 'KO', side: 'sell', qty: '3' });
  engine.wait(20);
  expect(engine.order('first')).toMatchObject({ status: 'filled' });
  expect(engine.order('sell')).toMatchObject({ status: 'filled' });
  const ofOther = '/v1/trading/accounts/other/orders:by_client_order_id?client_order_id=second';
  expect(engine.call('GET', ofOther).body).toMatchObject({ status: 'partially_filled', filled_qty: '1' });
  engine.wait(SECOND);
  expect(engine.call('GET', ofOther).body).toMatchObject({ status: 'filled' });
});

test('a small book is too small for a fill-or-kill, and enough for a part of an immediate-or-cancel', () => {
  const { send, order, wait } = engineOnAClock({}, { ...NO_SPREAD, bookShares: '2' });
  send('fok', { symbol: 'AAPL', side: 'buy', qty: '3', time_in_force: 'fok' });
  wait(20);
  send('ioc', { symbol: 'KO', side: 'buy', qty: '3', time_in_force: 'ioc' });
  wait(20);
  expect(order('fok')).toMatchObject({ status: 'canceled', filled_qty: '0' });
  expect(order('ioc')).toMatchObject({ status: 'canceled', filled_qty: '2' });
});

test('so many of a hundred orders fill in parts, the same ones in every run, and all end whole', () => {
  const play = () => {
    const { send, order, wait, state } = engineOnAClock({ cash: '100000.00' }, { partialFillPercent: '10' });
    const ids = Array.from({ length: 300 }, (_none, n) => `o${n}`);
    for (const id of ids) send(id, { symbol: 'KO', side: 'buy', notional: '100.00' });
    wait(SECOND);
    const statuses = ids.map((id) => order(id).status);
    const fills = state.accounts.get('acc')?.fills ?? [];
    return { statuses, parts: fills.filter(({ partial }) => partial).map((fill) => fill.order.clientOrderId) };
  };
  const { statuses, parts } = play();
  expect(new Set(statuses)).toEqual(new Set(['filled']));
  expect(new Set(parts).size).toBeGreaterThan(15);
  expect(new Set(parts).size).toBeLessThan(50);
  expect(play().parts).toEqual(parts);
});

test('without any of these settings every order fills whole at once', () => {
  const { send, order, wait } = engineOnAClock({ cash: '1000000.00' });
  send('a', { symbol: 'AAPL', side: 'buy', qty: '4000' });
  wait(20);
  expect(order('a')).toMatchObject({ status: 'filled' });
});

test('a cash account that buys with settled cash only has the money of a sale on the next day of trading', () => {
  const { call, send, account, wait } = engineOnAClock({ positions: { META: '2' }, cash: '100.00' }, NO_SPREAD);
  call('PUT', '/simulator/accounts/acc', { restrictions: { settledCashOnly: true } });
  send('sell', { symbol: 'META', side: 'sell', qty: '2' });
  wait(20);
  expect(account()).toMatchObject({ cash: '900.00', buying_power: '100.00', non_marginable_buying_power: '100.00' });
  expect(send('early', { symbol: 'KO', side: 'buy', notional: '100.01' })).toMatchObject({
    status: 403,
    body: { code: 40310000, message: 'insufficient buying power', buying_power: '100.00', cost_basis: '100.01' },
  });
  wait(24 * 60 * 60 * SECOND);
  expect(account()).toMatchObject({ cash: '900.00', buying_power: '900.00' });
  expect(send('next-day', { symbol: 'KO', side: 'buy', notional: '900.00' })).toMatchObject({ status: 200 });
});

test('a simulator that starts again knows what was taken of its books, and the collars of open orders', () => {
  const settings = { ...NO_SPREAD, bookShares: '2', bookRefillMs: SECOND, collarPercent: '5', partialFillPercent: '0' };
  const engine = engineOnAClock({}, settings);
  engine.send('large', { symbol: 'AAPL', side: 'buy', qty: '3' });
  engine.wait(20);
  expect(engine.order('large')).toMatchObject({ filled_qty: '2' });
  const restored = restoreState(JSON.parse(takeSnapshot(engine.state)));
  expect(restored.assets.get('AAPL')?.taken).toEqual(engine.state.assets.get('AAPL')?.taken);
  expect(restored.accounts.get('acc')?.orders[0]?.collar?.toFixed()).toBe('199.5');
  expect(restored.settings).toEqual(engine.state.settings);
});
