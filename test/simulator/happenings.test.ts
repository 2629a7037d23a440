import { restoreState, takeSnapshot } from '../../src/simulator/snapshot';
import { engineOnAClock } from './engine-on-a-clock';

type Row = Record<string, unknown>;

/** An account with $1,000 and three shares of AAPL at $190. */
function world(positions: Record<string, string> = { AAPL: '3' }) {
  const engine = engineOnAClock({ positions }, { spreadBasisPoints: '0' });
  const { call, trading } = engine;
  return {
    ...engine,
    happen: (what: string, body: object) => call('POST', `/simulator/${what}`, body),
    positions: () => trading('GET', 'positions').body as unknown as Row[],
    cash: () => trading('GET', 'account').body.cash,
    activities: () => {
      const listed = call('GET', '/v1/accounts/activities?account_id=acc&direction=asc').body as unknown as Row[];
      return listed.map(({ activity_type, symbol, qty, net_amount }) => [activity_type, symbol, qty, net_amount]);
    },
  };
}

test('a deposit and a withdrawal move the cash, and are activities', () => {
  const { happen, cash, activities } = world();
  expect(happen('transfers', { accountId: 'acc', usd: '250.50' }).status).toBe(204);
  expect(happen('transfers', { accountId: 'acc', usd: '-50.00' }).status).toBe(204);
  expect(cash()).toBe('1200.50');
  expect(activities()).toEqual([
    ['CSD', undefined, undefined, '250.50'],
    ['CSW', undefined, undefined, '-50.00'],
  ]);
});

test('a cash account cannot withdraw what it does not have', () => {
  const { happen, cash } = world();
  const refused = { status: 400, body: { field: 'usd', message: 'is more than the account has' } };
  expect(happen('transfers', { accountId: 'acc', usd: '-1000.01' })).toMatchObject(refused);
  expect(cash()).toBe('1000.00');
});

test('a dividend pays for every share, to the cent', () => {
  const { happen, cash, call } = world({ AAPL: '2.5' });
  happen('dividends', { symbol: 'AAPL', usd: '0.2505' });
  expect(cash()).toBe('1000.63');
  const [paid] = call('GET', '/v1/accounts/activities/DIV?account_id=acc').body as unknown as Row[];
  expect(paid).toMatchObject({ net_amount: '0.63', qty: '2.5', per_share_amount: '0.2505', date: '2026-03-02' });
});

test('a split changes shares and prices, and leaves the cost', () => {
  const { happen, positions, activities } = world();
  happen('splits', { symbol: 'AAPL', oldShares: '1', newShares: '10' });
  expect(positions()).toMatchObject([
    { qty: '30', current_price: '19', avg_entry_price: '19', cost_basis: '570', lastday_price: '19' },
  ]);
  expect(activities()).toEqual([['SPLIT', 'AAPL', '27', '0.00']]);
});

test('a reverse split pays the fraction of a share in cash when it is told to', () => {
  const { happen, positions, cash, activities } = world({ AAPL: '25' });
  happen('splits', { symbol: 'AAPL', oldShares: '10', newShares: '1', cashInLieu: true });
  expect(positions()).toMatchObject([{ qty: '2', current_price: '1900' }]);
  expect(cash()).toBe('1950.00');
  expect(activities()).toEqual([
    ['SPLIT', 'AAPL', '-23', '0.00'],
    ['CIL', 'AAPL', undefined, '950.00'],
  ]);
});

test('a spin-off gives new shares and takes their worth from the old price', () => {
  const { happen, positions, activities } = world();
  happen('spin-offs', { symbol: 'AAPL', newSymbol: 'NEWCO', newShares: '0.5', newPrice: '20' });
  expect(positions()).toMatchObject([
    { symbol: 'AAPL', qty: '3', current_price: '180' },
    { symbol: 'NEWCO', qty: '1.5', current_price: '20', cost_basis: '30' },
  ]);
  expect(activities()).toEqual([['SPIN', 'NEWCO', '1.5', '0.00']]);
});

test('a new name moves the shares, ends what is open, and stops the old symbol', () => {
  const { happen, positions, send, order, call } = world();
  send('open', { symbol: 'AAPL', side: 'buy', qty: '1', type: 'limit', limit_price: '1.00' });
  happen('renames', { symbol: 'AAPL', newSymbol: 'PEAR' });
  expect(positions()).toMatchObject([{ symbol: 'PEAR', qty: '3', avg_entry_price: '190' }]);
  expect(order('open').status).toBe('canceled');
  expect(call('GET', '/v1/assets/AAPL').body).toMatchObject({ status: 'inactive', tradable: false });
  expect(call('GET', '/v1/assets/PEAR').body).toMatchObject({ status: 'active', tradable: true });
  expect(happen('renames', { symbol: 'PEAR', newSymbol: 'META' })).toMatchObject({ body: { field: 'newSymbol' } });
});

test('activities and costs survive a restart', () => {
  const { happen, state } = world();
  happen('transfers', { accountId: 'acc', usd: '1.00' });
  happen('dividends', { symbol: 'AAPL', usd: '1' });
  expect(takeSnapshot(restoreState(JSON.parse(takeSnapshot(state))))).toBe(takeSnapshot(state));
});
