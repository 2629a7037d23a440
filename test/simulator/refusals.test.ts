import { engineOnAClock } from './engine-on-a-clock';

/** One account with $1,000, 2 shares of AAPL (1.5 of them in an open sell) and an order "used" that filled. */
function prepared() {
  const engine = engineOnAClock({ positions: { AAPL: '2' } });
  engine.send('used', { symbol: 'KO', side: 'buy', qty: '1' });
  engine.wait(20);
  engine.fault({ match: { operation: 'submit' }, effect: { kind: 'never-fill' } });
  engine.send('open', { symbol: 'AAPL', side: 'sell', qty: '1.5' });
  return engine;
}

const rows: [what: string, order: Record<string, string>, status: number, body: Record<string, unknown>][] = [
  [
    'a client order id that was used before',
    { client_order_id: 'used', symbol: 'KO', side: 'buy', qty: '1' },
    422,
    { code: 40010001, message: 'client_order_id must be unique' },
  ],
  [
    'a buy for more than the buying power, by dollars at its dollars',
    { symbol: 'AAPL', side: 'buy', notional: '930.00' },
    403,
    { code: 40310000, message: 'insufficient buying power', buying_power: '929.99', cost_basis: '930.00' },
  ],
  [
    'a buy for more than the buying power, by quantity at 2.5 % above the price',
    { symbol: 'AAPL', side: 'buy', qty: '4.8' },
    403,
    { code: 40310000, message: 'insufficient buying power', buying_power: '929.99', cost_basis: '934.80' },
  ],
  [
    'a sell of more than is there',
    { symbol: 'AAPL', side: 'sell', qty: '0.6' },
    403,
    {
      code: 40310000,
      message: 'insufficient qty available for order (requested: 0.6, available: 0.5)',
      available: '0.5',
      existing_qty: '2',
      held_for_orders: '1.5',
      symbol: 'AAPL',
    },
  ],
  [
    'a buy below a dollar',
    { symbol: 'AAPL', side: 'buy', notional: '0.99' },
    422,
    { code: 42210000, message: 'cost basis must be >= minimal amount of order 1' },
  ],
  [
    'an asset that is not traded',
    { symbol: 'HALT', side: 'buy', qty: '1' },
    422,
    { code: 42210000, message: 'asset "HALT" is not tradable' },
  ],
  [
    'a fraction of what trades in whole shares',
    { symbol: 'CWVX', side: 'buy', qty: '1.5' },
    403,
    { code: 40310000, message: 'asset "CWVX" is not fractionable' },
  ],
  [
    'a symbol nobody knows',
    { symbol: 'NONE', side: 'buy', qty: '1' },
    422,
    { code: 42210000, message: 'asset "NONE" not found' },
  ],
  ['no amount', { symbol: 'AAPL', side: 'buy' }, 422, { code: 40010001, message: 'qty or notional is required' }],
  [
    'two amounts',
    { symbol: 'AAPL', side: 'buy', qty: '1', notional: '100' },
    400,
    { code: 40010001, message: 'only one of qty or notional is accepted' },
  ],
  [
    'a fraction that is good till cancelled',
    { symbol: 'AAPL', side: 'buy', qty: '0.5', time_in_force: 'gtc' },
    422,
    { code: 42210000, message: 'fractional orders must be DAY orders' },
  ],
  [
    'a limit between the cents',
    { symbol: 'AAPL', side: 'buy', qty: '1', type: 'limit', limit_price: '190.123' },
    422,
    {
      code: 42210000,
      message: 'invalid limit_price 190.123. sub-penny increment does not fulfill minimum pricing criteria',
    },
  ],
];

test.each(rows)("%s is refused in Alpaca's words", (_what, order, status, body) => {
  const { call, send, trading } = prepared();
  call('PUT', '/simulator/prices', { HALT: '10', CWVX: '10' });
  call('PUT', '/simulator/assets/HALT', { tradable: false });
  call('PUT', '/simulator/assets/CWVX', { fractionable: false });
  const before = trading('GET', 'orders?status=all').body;
  expect(send('new', order)).toMatchObject({ status, body });
  expect(trading('GET', 'orders?status=all').body).toEqual(before);
});

test('a client order id stays used after its order was cancelled', () => {
  const { send, order, trading } = prepared();
  expect(trading('DELETE', `orders/${String(order('open').id)}`).status).toBe(204);
  expect(send('open', { symbol: 'AAPL', side: 'sell', qty: '1.5' })).toMatchObject({
    status: 422,
    body: { message: 'client_order_id must be unique' },
  });
});

test('a filled order is not cancelled any more', () => {
  const { order, trading } = prepared();
  expect(trading('DELETE', `orders/${String(order('used').id)}`)).toMatchObject({
    status: 422,
    body: { code: 42210000, message: 'order is already in "filled" state' },
  });
});

test.each([
  ['an order', '/v1/trading/accounts/acc/orders/none', { code: 40410000, message: 'order not found' }],
  [
    'a client order id',
    '/v1/trading/accounts/acc/orders:by_client_order_id?client_order_id=none',
    { code: 40410000, message: 'order not found' },
  ],
  ['an account', '/v1/trading/accounts/none/account', { code: 40410000, message: 'account not found' }],
])('%s that is not there is not found', (_what, path, body) => {
  expect(prepared().call('GET', path)).toMatchObject({ status: 404, body });
});

test('nobody gets in without a name', () => {
  expect(prepared().call('GET', '/v1/clock', undefined, { authenticated: false })).toMatchObject({
    status: 401,
    body: { code: 40110000, message: 'request is not authorized' },
  });
});

test('a blocked account is refused its orders and says so itself', () => {
  const { call, send, account } = prepared();
  call('PUT', '/simulator/accounts/acc', { blocked: true });
  expect(send('new', { symbol: 'KO', side: 'sell', qty: '1' })).toMatchObject({ status: 403 });
  expect(account()).toMatchObject({ account_blocked: true, trading_blocked: true });
});

test('a key has its requests counted in each minute it begins, and waits for the next', () => {
  const { call, wait } = engineOnAClock({}, { requestsPerMinute: 2 });
  const clock = () => call('GET', '/v1/clock', undefined, { keyId: 'a' });
  expect(clock().headers).toMatchObject({ 'X-RateLimit-Limit': '2', 'X-RateLimit-Remaining': '1' });
  clock();
  wait(59_999);
  expect(clock()).toMatchObject({
    status: 429,
    body: { code: 42910000, message: 'rate limit exceeded' },
    headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1772463660', 'Retry-After': '1' },
  });
  expect(call('GET', '/v1/clock', undefined, { keyId: 'b' }).status).toBe(200);
  wait(1);
  expect(clock().status).toBe(200);
  // One that was held up counted when it came.
  const held = call('GET', '/v1/clock', undefined, { keyId: 'a', held: true });
  expect(held).toMatchObject({ status: 200 });
  expect(clock().status).toBe(200);
});

test.each([
  ['accounts', 'POST', { id: 'b', cash: 1 }, 'cash'],
  ['accounts', 'POST', { id: 'b', cash: '1', margin: true, extra: 1 }, 'extra'],
  ['accounts', 'POST', { id: '../b', cash: '1', margin: true }, 'id'],
  ['accounts/acc', 'PUT', { positions: { AAPL: '-1' } }, 'positions.AAPL'],
  ['settings', 'PUT', { spreadBasisPoints: 2 }, 'spreadBasisPoints'],
  ['faults', 'POST', { match: { operation: 'lookup' }, effect: { kind: 'never-fill' } }, 'effect'],
  ['clock', 'PUT', { now: 'today' }, 'now'],
])('a wrong %s is refused, its field named, and nothing changes', (path, method, body, field) => {
  const { call } = engineOnAClock();
  const before = call('GET', '/simulator/state').body;
  expect(call(method, `/simulator/${path}`, body)).toMatchObject({ status: 400, body: { code: 'INVALID', field } });
  expect(call('GET', '/simulator/state').body).toEqual(before);
});
