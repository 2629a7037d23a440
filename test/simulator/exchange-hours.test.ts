import { engineOnAClock } from './engine-on-a-clock';

// The engine's clock begins on Monday, 2 March 2026, at 10:00 in New York.
const HOUR_MS = 3_600_000;
const WAITS = { symbol: 'AAPL', side: 'buy', qty: '1', type: 'limit', limit_price: '150.00' };

function exchange() {
  return engineOnAClock({ cash: '10000.00' }, { hours: 'exchange' });
}

test('the close ends what is for the day, at the time of the close, and leaves what is good till cancelled', () => {
  const { send, order, wait } = exchange();
  send('day', WAITS);
  send('gtc', { ...WAITS, time_in_force: 'gtc' });
  wait(24 * HOUR_MS);
  expect(order('day')).toMatchObject({ status: 'expired', expired_at: '2026-03-02T21:00:00.000Z' });
  expect(order('gtc')).toMatchObject({ status: 'new', time_in_force: 'gtc' });
});

test('what was due before the close fills before it, however late somebody asks', () => {
  const { send, order, wait } = exchange();
  send('a', { symbol: 'AAPL', side: 'buy', qty: '1' });
  wait(72 * HOUR_MS);
  expect(order('a')).toMatchObject({ status: 'filled', filled_at: '2026-03-02T15:00:00.020Z' });
});

test('an order of the evening waits for the opening', () => {
  const { send, order, wait } = exchange();
  wait(7 * HOUR_MS);
  expect(send('a', { symbol: 'AAPL', side: 'buy', qty: '1' }).body).toMatchObject({ status: 'accepted' });
  wait(15 * HOUR_MS);
  expect(order('a').status).toBe('accepted');
  wait(2 * HOUR_MS);
  expect(order('a')).toMatchObject({ status: 'filled', filled_at: '2026-03-03T14:30:00.000Z' });
});

test('the close is what gains of the day are measured from', () => {
  const { call, trading, send, wait } = exchange();
  send('a', { symbol: 'AAPL', side: 'buy', qty: '1' });
  wait(HOUR_MS);
  call('PUT', '/simulator/prices', { AAPL: '200' });
  wait(24 * HOUR_MS);
  call('PUT', '/simulator/prices', { AAPL: '210' });
  const [position] = trading('GET', 'positions').body as unknown as Record<string, unknown>[];
  expect(position).toMatchObject({ lastday_price: '200', change_today: '0.05', unrealized_intraday_pl: '10' });
  expect(trading('GET', 'account').body).toMatchObject({
    balance_asof: '2026-03-02',
    last_long_market_value: '200.00',
  });
});

test('what was sold may be withdrawn on the next day of trading', () => {
  const { trading, send, wait } = engineOnAClock({ cash: '0.00', positions: { AAPL: '1' } }, { hours: 'exchange' });
  send('a', { symbol: 'AAPL', side: 'sell', qty: '1' });
  wait(1_000);
  expect(trading('GET', 'account').body).toMatchObject({ cash: '189.98', cash_withdrawable: '0.00' });
  wait(13 * HOUR_MS);
  expect(trading('GET', 'account').body).toMatchObject({ cash_withdrawable: '0.00' });
  wait(HOUR_MS);
  expect(trading('GET', 'account').body).toMatchObject({ cash_withdrawable: '189.98' });
});

test('nobody opens or closes it by hand', () => {
  const { call } = exchange();
  expect(call('PUT', '/simulator/clock', { isOpen: false })).toMatchObject({ status: 400, body: { field: 'isOpen' } });
});
