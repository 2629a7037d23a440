import { intendedOrders } from '../../src/activities/batch/situation';
import type { BatchExecution } from '../../src/domain/batch';
import { type Decimal, decimal } from '../../src/domain/money';
import { DEFAULT_POLICY } from '../../src/domain/policy';

const price = decimal('10');
const SELL = { symbol: 'META', side: 'SELL', quantity: decimal('1.5'), price, value: decimal('15') } as const;
const buyOf = (quantity: Decimal) =>
  ({ symbol: 'AAPL', side: 'BUY', quantity, price, value: quantity.times(price) }) as const;
const BUY = buyOf(decimal('0.999999999'));

const intended = (execution: BatchExecution, buy = BUY, fractionable = true) =>
  intendedOrders(
    { execution, orders: [SELL, buy] },
    { portfolio: { policy: DEFAULT_POLICY }, assets: new Map([['AAPL', { tradable: true, fractionable }]]) },
  );

test('the orders of a parallel batch are sized in shares', () => {
  expect(intended('parallel')).toEqual([
    { symbol: 'META', side: 'SELL', quantity: '1.5', notional: null },
    { symbol: 'AAPL', side: 'BUY', quantity: '0.999999999', notional: null },
  ]);
});

test('the buys of a sells-first batch are sized in dollars, never rounded up', () => {
  expect(intended('sells-first')).toEqual([
    { symbol: 'META', side: 'SELL', quantity: '1.5', notional: null },
    { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '9.99' },
  ]);
});

test('a buy of what is traded in whole shares is sized in shares, also when it waits for the sells', () => {
  expect(intended('sells-first', buyOf(decimal('3')), false)).toEqual([
    { symbol: 'META', side: 'SELL', quantity: '1.5', notional: null },
    { symbol: 'AAPL', side: 'BUY', quantity: '3', notional: null },
  ]);
});
