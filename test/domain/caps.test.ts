import { type Caps, capProblem, NO_CAPS } from '../../src/domain/caps';
import { decimal } from '../../src/domain/money';
import type { PlannedOrder } from '../../src/domain/plan';

const order = (symbol: string, side: PlannedOrder['side'], usd: string): PlannedOrder => ({
  symbol,
  side,
  quantity: decimal(usd),
  price: decimal('1'),
  value: decimal(usd),
});
const ORDERS = [order('META', 'SELL', '600.004'), order('AAPL', 'BUY', '500.00')];

test.each<[string, Partial<Caps>, string | undefined]>([
  ['no cap at all', {}, undefined],
  ['as many orders as may be', { ordersPerBatch: 2 }, undefined],
  ['one order too many', { ordersPerBatch: 1 }, '2 orders, at most 1 a batch'],
  ['an order of the cap', { orderUsd: '600.01' }, undefined],
  ['an order above it by less than a cent', { orderUsd: '600.00' }, 'SELL META for $600.01, at most $600.00 an order'],
  ['a batch of the cap', { batchUsd: '1100.01' }, undefined],
  ['sells and buys together above it', { batchUsd: '1100.00' }, '$1100.01, at most $1100.00 a batch'],
  ['a day of the cap', { dayUsd: '1200.01' }, undefined],
  ['a day above it', { dayUsd: '1200.00' }, '$1200.01 with what was traded today, at most $1200.00 a day'],
])('%s', (_what, caps, problem) => {
  expect(capProblem(ORDERS, '100.00', { ...NO_CAPS, ...caps })).toBe(problem);
});
