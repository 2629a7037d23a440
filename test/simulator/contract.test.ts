import { step } from '../../src/simulator/engine/engine';
import { createSimulatorState } from '../../src/simulator/engine/state';

const START = Date.parse('2026-03-02T15:00:00.000Z');

/** A simulator on a clock of its own, with one cash account "acc" of $1,000. */
function simulator(cash = '1000.00', margin = false) {
  const state = createSimulatorState({ fillDelayMs: 20, spreadBasisPoints: '2' });
  let now = START;
  const call = (method: string, target: string, body?: unknown) => {
    const url = new URL(target, 'http://simulator');
    const request = { method, path: url.pathname, query: url.searchParams, body, authenticated: true };
    return step(state, request, now) as { status: number; body: Record<string, unknown> };
  };
  call('POST', '/simulator/accounts', { id: 'acc', cash, margin });
  const trading = (method: string, target: string, body?: unknown) =>
    call(method, `/v1/trading/accounts/acc/${target}`, body);
  return {
    state,
    call,
    trading,
    wait: (ms: number) => {
      now += ms;
    },
    send: (id: string, order: Record<string, string>) =>
      trading('POST', 'orders', { client_order_id: id, type: 'market', time_in_force: 'day', ...order }),
    order: (id: string) => trading('GET', `orders:by_client_order_id?client_order_id=${id}`).body,
    cash: () => trading('GET', 'account').body.cash,
  };
}

test('a buy fills after the delay, half a spread above the latest price, and is booked to the cent', () => {
  const { send, order, wait, cash } = simulator();
  expect(send('a', { symbol: 'META', side: 'buy', qty: '1.234567891' }).body).toMatchObject({ status: 'pending_new' });
  wait(19);
  expect(order('a')).toMatchObject({ status: 'pending_new', filled_qty: '0' });
  wait(1);
  expect(order('a')).toMatchObject({ status: 'filled', filled_qty: '1.234567891', filled_avg_price: '400.04' });
  expect(cash()).toBe('506.12');
});

test('a buy by dollars never spends more than the dollars', () => {
  const { send, order, wait, cash } = simulator('100.00');
  send('a', { symbol: 'AAPL', side: 'buy', notional: '100.00' });
  wait(20);
  expect(order('a')).toMatchObject({ status: 'filled', qty: null, notional: '100', filled_qty: '0.526263163' });
  expect(cash()).toBe('0.00');
});

test('every fill is booked in whole cents: what rounding drops never adds up', () => {
  const { call, send, order, wait, cash } = simulator();
  call('PUT', '/simulator/settings', { spreadBasisPoints: '0' });
  call('PUT', '/simulator/prices', { ONE: '1' });
  for (const id of ['a', 'b', 'c']) send(id, { symbol: 'ONE', side: 'buy', qty: '1.004' });
  wait(20);
  expect(order('c')).toMatchObject({ status: 'filled', filled_avg_price: '1' });
  expect(cash()).toBe('997.00');
});

test('an open buy reserves its dollars', () => {
  const { send } = simulator();
  send('a', { symbol: 'META', side: 'buy', notional: '600.00' });
  expect(send('b', { symbol: 'AAPL', side: 'buy', notional: '400.01' })).toEqual({
    status: 403,
    body: { code: 40310000, message: 'insufficient buying power', buying_power: '400.00', cost_basis: '400.01' },
  });
});

test('a margin account has twice its equity less what it holds and what open buys reserve', () => {
  const { send, wait, trading } = simulator('1000.00', true);
  send('a', { symbol: 'AAPL', side: 'buy', notional: '500.00' });
  expect(trading('GET', 'account').body).toMatchObject({ multiplier: '2', buying_power: '1500.00' });
  wait(20);
  expect(trading('GET', 'account').body).toMatchObject({ cash: '500.00', buying_power: '1499.95' });
});

test('open sells hold their shares, and a cash account sees the money of a sell only when it filled', () => {
  const { call, trading, send, wait } = simulator();
  send('a', { symbol: 'AAPL', side: 'buy', qty: '2' });
  wait(20);
  const before = trading('GET', 'account').body.buying_power;
  send('b', { symbol: 'AAPL', side: 'sell', qty: '1.5' });
  expect(send('c', { symbol: 'AAPL', side: 'sell', qty: '0.6' })).toEqual({
    status: 403,
    body: {
      code: 40310000,
      message: 'insufficient qty available for order (requested: 0.6, available: 0.5)',
      available: '0.5',
      existing_qty: '2',
      held_for_orders: '1.5',
      symbol: 'AAPL',
    },
  });
  expect(trading('GET', 'account').body.buying_power).toBe(before);
  call('PUT', '/simulator/prices', { AAPL: '200' });
  wait(20);
  expect(trading('GET', 'account').body.buying_power).toBe('919.93');
});

test('orders wait while the market is closed, and closing expires what is open', () => {
  const { call, send, order, wait } = simulator();
  call('PUT', '/simulator/clock', { isOpen: false });
  expect(send('a', { symbol: 'META', side: 'buy', qty: '1' }).body).toMatchObject({ status: 'accepted' });
  wait(60_000);
  expect(order('a')).toMatchObject({ status: 'accepted' });
  call('PUT', '/simulator/clock', { isOpen: true });
  expect(order('a')).toMatchObject({ status: 'filled', filled_at: '2026-03-02T15:01:00.000Z' });
  send('b', { symbol: 'META', side: 'sell', qty: '1' });
  call('PUT', '/simulator/clock', { isOpen: false });
  expect(order('b')).toMatchObject({ status: 'expired', filled_qty: '0' });
});

test('the clock goes on from the time it is set to', () => {
  const { call, wait } = simulator();
  call('PUT', '/simulator/clock', { now: '2026-03-02T19:50:00-05:00', nextClose: '2026-03-03T01:00:00Z' });
  wait(1_000);
  expect(call('GET', '/v1/clock').body).toMatchObject({
    timestamp: '2026-03-03T00:50:01.000Z',
    is_open: true,
    next_close: '2026-03-03T01:00:00Z',
  });
});

test('an order is stamped later than a clock that was read in the same millisecond', () => {
  const { call, send } = simulator();
  const { timestamp } = call('GET', '/v1/clock').body as { timestamp: string };
  const { submitted_at } = send('a', { symbol: 'META', side: 'buy', qty: '1' }).body as { submitted_at: string };
  expect(submitted_at > timestamp).toBe(true);
});

test.each([
  ['nothing', { META: undefined }, 'META', 'must be given: a decimal string such as "12.5"'],
  ['a number', { META: 400 }, 'META', 'must be a decimal string such as "12.5", not a JSON number'],
  ['five decimals', { META: '1.00001' }, 'META', 'must have at most 4 decimals'],
  ['zero', { META: '0' }, 'META', 'must be above zero'],
])('a price that is %s is refused and names its field', (_what, body, field, message) => {
  const { call } = simulator();
  expect(call('PUT', '/simulator/prices', body)).toEqual({ status: 400, body: { code: 'INVALID', field, message } });
});

test('the same requests at the same times leave the same journal', () => {
  const run = () => {
    const { send, order, wait, state } = simulator();
    send('a', { symbol: 'META', side: 'buy', qty: '1' });
    wait(20);
    order('a');
    return state.journal;
  };
  expect(run()).toEqual(run());
  expect(run().map(({ kind }) => kind)).toEqual(['account', 'submit', 'fill', 'lookup']);
});
