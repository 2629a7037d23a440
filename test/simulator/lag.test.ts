import { engineOnAClock } from './engine-on-a-clock';

const buy = { symbol: 'AAPL', side: 'buy', notional: '900.00' };

test('cash, buying power and positions of an account each show a fill as late as they are told to', () => {
  const { call, send, order, wait, trading, account } = engineOnAClock({ positions: { META: '1' }, cash: '100.00' });
  call('PUT', '/simulator/accounts/acc', { lag: { cashMs: 1_000, buyingPowerMs: 2_000, positionsMs: 3_000 } });
  send('a', { symbol: 'META', side: 'sell', qty: '1' });
  wait(20);
  expect(order('a')).toMatchObject({ status: 'filled' });
  expect(account()).toMatchObject({ cash: '100.00', buying_power: '100.00' });
  expect(trading('GET', 'positions').body).toMatchObject([{ symbol: 'META', qty: '1' }]);
  wait(1_000);
  expect(account()).toMatchObject({ cash: '499.96', buying_power: '100.00' });
  wait(1_000);
  expect(account()).toMatchObject({ cash: '499.96', buying_power: '499.96' });
  expect(trading('GET', 'positions').body).toMatchObject([{ symbol: 'META', qty: '1' }]);
  wait(1_000);
  expect(trading('GET', 'positions').body).toEqual([]);
});

test('a buy that the lagging buying power does not cover is refused, and what was spent is not spent twice', () => {
  const { call, send, wait, account } = engineOnAClock({ positions: { META: '3' }, cash: '1000.00' });
  call('PUT', '/simulator/accounts/acc', { lag: { buyingPowerMs: 5_000 } });
  send('a', buy);
  wait(20);
  expect(account()).toMatchObject({ cash: '100.00', buying_power: '100.00' });
  send('b', { symbol: 'META', side: 'sell', qty: '3' });
  wait(1_000);
  expect(send('c', buy)).toMatchObject({ status: 403, body: { message: 'insufficient buying power' } });
  wait(5_000);
  expect(send('d', buy)).toMatchObject({ status: 200 });
});

test('executions are listed as late as the setting says, or never', () => {
  const { call, send, wait } = engineOnAClock({}, { executionsLagMs: 1_000 });
  const listed = () => call('GET', '/v1/accounts/activities/FILL?account_id=acc').body;
  send('a', buy);
  wait(20);
  expect(listed()).toEqual([]);
  wait(1_000);
  expect(listed()).toMatchObject([{ symbol: 'AAPL' }]);
  call('PUT', '/simulator/settings', { executionsLagMs: null });
  expect(listed()).toEqual([]);
});
