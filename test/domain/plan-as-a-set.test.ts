import type { PricedPortfolio } from '../../src/domain/drift';
import { decimal, halfEvenToCents, sum } from '../../src/domain/money';
import { type PlannedOrder, planOrders } from '../../src/domain/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';

type Row = [symbol: string, quantity: string, price: string, target: string];

const portfolio = (cash: string, rows: Row[]): PricedPortfolio => ({
  cash: decimal(cash),
  positions: rows.map(([symbol, quantity, price, target]) => ({
    symbol,
    quantity: decimal(quantity),
    price: decimal(price),
    target: decimal(target),
  })),
});

const ordersOf = (priced: PricedPortfolio, some: Partial<Policy> = {}, undoMoney = '1000000000'): PlannedOrder[] =>
  planOrders(priced, { ...DEFAULT_POLICY, ...some }, { undoMoney: decimal(undoMoney), isBlocked: () => false }).orders;

const shown = (orders: PlannedOrder[]) =>
  orders.map(({ side, symbol, value }) => `${side} ${symbol} ${halfEvenToCents(value).toFixed(2)}`);

const spent = (orders: PlannedOrder[], side: 'BUY' | 'SELL') =>
  sum(orders.filter((order) => order.side === side).map(({ value }) => halfEvenToCents(value)));

/** `count` equal positions of $250, the first `down` of them at 92 %. */
const equal = (count: number, down: number, cash: string) =>
  portfolio(
    cash,
    Array.from({ length: count }, (_none, index) => [
      `S${String(index).padStart(2, '0')}`,
      '1',
      index < down ? '230' : '250',
      decimal('100').div(count).toFixed(4),
    ]),
  );

test('when all sells fall under the smallest order, nothing is bought with the money that they would have brought', () => {
  const priced = equal(40, 5, '25.00');
  const orders = ordersOf(priced, { minOrder: '10.00' });
  expect(spent(orders, 'SELL').toFixed()).toBe('0');
  expect(spent(orders, 'BUY').lessThanOrEqualTo(priced.cash)).toBe(true);
});

test('one sector of ten falls 8 %: the buys never cost more than the cash', () => {
  const orders = ordersOf(equal(40, 10, '25.00'), { minOrder: '10.00' });
  expect(spent(orders, 'BUY').lessThanOrEqualTo(decimal('25'))).toBe(true);
});

test('negative cash and the dust of an exit: the dust is sold and nothing is thrown', () => {
  const lines = ['A', 'B', 'C', 'D', 'E'].map((symbol): Row => [symbol, '5', '10', '20']);
  expect(shown(ordersOf(portfolio('-2.00', [...lines, ['Z', '0.05', '10', '0']])))).toEqual(['SELL Z 0.50']);
});

test('a withdrawal that left the cash negative: the sells raise cash first, and nothing is bought', () => {
  const rows = Array.from(
    { length: 40 },
    (_none, index): Row => [`S${index}`, '1', index === 0 ? '265' : '250', '2.5'],
  );
  const priced = portfolio('-300.00', rows);
  const orders = ordersOf(priced, { minOrder: '10.00' });
  expect(shown(orders)).toEqual(['SELL S0 22.73']);
});
