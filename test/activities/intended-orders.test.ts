import { intendedOrders } from '../../src/activities/batch/situation';
import type { BatchExecution } from '../../src/domain/batch';
import { decimal } from '../../src/domain/money';

const price = decimal('10');
const SELL = { symbol: 'META', side: 'SELL', quantity: decimal('1.5'), price, value: decimal('15') } as const;
const BUY = {
  symbol: 'AAPL',
  side: 'BUY',
  quantity: decimal('0.999999999'),
  price,
  value: decimal('9.99999999'),
} as const;

const intended = (execution: BatchExecution) => intendedOrders({ execution, orders: [SELL, BUY] });

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
