import type { PricedPortfolio } from '../../src/domain/drift';
import { decimal, halfEvenToCents, sum } from '../../src/domain/money';
import { type PlannedOrder, planOrders } from '../../src/domain/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { turnoverRoom } from '../../src/domain/turnover';

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

test('without money to undo a sell, one sell raises the cash that is missing, but not the cents that rounding took', () => {
  const rows: Row[] = [
    ['A', '120', '10', '50'],
    ['B', '80', '10', '50'],
  ];
  const of = (cash: string) => shown(ordersOf(portfolio(cash, rows), { cashReserve: '1.0000' }, '0'));
  expect(of('10.00')).toEqual(['SELL A 10.10']);
  expect(of('20.17')).toEqual(['SELL A 1.00']);
  expect(of('20.19')).toEqual([]);
  // Debt is paid back to the cent.
  expect(of('-0.01').map((order) => order.slice(0, 6))).toEqual(['SELL A']);
});

const DRIFTED: Row[] = [
  ['A', '60', '100', '40'],
  ['B', '30', '100', '60'],
  ['C', '10', '100', '0'],
];

test('no more is bought, and no more sold, than the turnover allows: exits come first', () => {
  const policy = { cashReserve: '0.0000', untargeted: 'sell' } as const;
  expect(shown(ordersOf(portfolio('0', DRIFTED), policy))).toEqual([
    'SELL A 2000.00',
    'SELL C 1000.00',
    'BUY B 3000.00',
  ]);
  const capped = (maxTurnover: string) => shown(ordersOf(portfolio('0', DRIFTED), { ...policy, maxTurnover }));
  expect(capped('15.0000')).toEqual(['SELL A 500.00', 'SELL C 1000.00', 'BUY B 1500.00']);
  expect(capped('8.0000')).toEqual(['SELL C 800.00', 'BUY B 800.00']);
});

test('a first purchase has no turnover', () => {
  const none: Row[] = [
    ['A', '0', '100', '50'],
    ['B', '0', '100', '50'],
  ];
  const orders = ordersOf(portfolio('1000', none), { cashReserve: '0.0000', maxTurnover: '1.0000' });
  expect(shown(orders)).toEqual(['BUY A 500.00', 'BUY B 500.00']);
});

test('what the turnover makes too small is left out, and says so', () => {
  const plan = planOrders(
    portfolio('0', [
      ['A', '55', '100', '50'],
      ['B', '45', '100', '50'],
    ]),
    { ...DEFAULT_POLICY, cashReserve: '0.0000', minOrder: '300.00', maxTurnover: '2.0000' },
    { undoMoney: decimal('1000000'), isBlocked: () => false },
  );
  expect(plan.orders).toEqual([]);
  expect(plan.leftOut.map(({ symbol, because }) => `${symbol} ${because}`)).toEqual(['A TURNOVER', 'B TURNOVER']);
});

test('30 days turn over the smaller of what is bought and what is sold: exits, deposits and withdrawals are beside it', () => {
  const policy = { ...DEFAULT_POLICY, cashReserve: '0.0000', maxTurnover30Days: '15.0000' };
  const planOf = (cash: string, rows: Row[], boughtUsd: string, soldUsd: string) => {
    const priced = portfolio(cash, rows);
    const room = turnoverRoom(priced, policy, { boughtUsd, soldUsd });
    return planOrders(priced, policy, { undoMoney: decimal('1000000'), isBlocked: () => false, room });
  };
  const ordersAfter = (boughtUsd: string, soldUsd: string) => shown(planOf('0', DRIFTED, boughtUsd, soldUsd).orders);
  expect(ordersAfter('0.00', '0.00')).toEqual(['SELL A 500.00', 'SELL C 1000.00', 'BUY B 1500.00']);
  expect(ordersAfter('400.00', '400.00')).toEqual(['SELL A 100.00', 'SELL C 1000.00', 'BUY B 1100.00']);
  expect(ordersAfter('1500.00', '1500.00')).toEqual(['SELL C 1000.00', 'BUY B 1000.00']);
  // A first purchase, or a withdrawal, leaves the other side its room. What a sale brings beyond the buys is 1 % of the value at most.
  expect(ordersAfter('10000.00', '0.00')).toEqual(['SELL A 500.00', 'SELL C 1000.00', 'BUY B 1500.00']);
  expect(ordersAfter('0.00', '10000.00')).toEqual(['SELL A 1600.00', 'SELL C 1000.00', 'BUY B 2500.00']);
  const two: Row[] = [
    ['A', '60', '100', '50'],
    ['B', '40', '100', '50'],
  ];
  expect(shown(planOf('2000', two, '9000.00', '9000.00').orders)).toEqual(['BUY B 2000.00']);
  const reached = planOf('0', two, '9000.00', '9000.00');
  expect(reached.orders).toEqual([]);
  expect(reached.leftOut.map(({ symbol, because }) => `${symbol} ${because}`)).toEqual([
    'A TURNOVER_30_DAYS',
    'B NO_MONEY',
  ]);
});

test('an order below its part of the value is left out, exits excepted', () => {
  const rows: Row[] = [
    ['A', '53', '100', '50'],
    ['B', '46.9', '100', '50'],
    ['C', '0.1', '100', '0'],
  ];
  const policy = { cashReserve: '0.0000', minOrderPercent: '2.0000' };
  expect(shown(ordersOf(portfolio('0', rows), policy))).toEqual(['SELL A 300.00', 'SELL C 10.00', 'BUY B 310.00']);
  expect(shown(ordersOf(portfolio('0', rows), { ...policy, minOrderPercent: '4.0000' }))).toEqual(['SELL C 10.00']);
});

test('an order below its part of the position is left out, exits and first purchases excepted', () => {
  const rows: Row[] = [
    ['A', '53', '100', '50'],
    ['B', '46.9', '100', '50'],
    ['C', '0.1', '100', '0'],
  ];
  // 300 of the 5,300 of A are 5.7 %, and 310 are 6.2 % of the 5,000 that B is to be.
  const policy = { cashReserve: '0.0000', minOrderPositionPercent: '5.5000' };
  expect(shown(ordersOf(portfolio('0', rows), policy))).toEqual(['SELL A 300.00', 'SELL C 10.00', 'BUY B 310.00']);
  const larger = { ...policy, minOrderPositionPercent: '7.0000' };
  expect(shown(ordersOf(portfolio('0', rows), larger))).toEqual(['SELL C 10.00']);
  const first: Row[] = [
    ['A', '0', '100', '50'],
    ['B', '0', '100', '50'],
  ];
  const all = { ...policy, minOrderPositionPercent: '99.0000' };
  expect(shown(ordersOf(portfolio('1000', first), all))).toEqual(['BUY A 500.00', 'BUY B 500.00']);
});

const WHOLE = { cashReserve: '0.0000', shares: 'whole' } as const;
const planned = (priced: PricedPortfolio, some: Partial<Policy>, notFractionable: readonly string[] = []) => {
  const MONEY = decimal('1000000000');
  const isFractionable = (symbol: string) => !notFractionable.includes(symbol);
  const limits = { undoMoney: MONEY, togetherMoney: MONEY, isBlocked: () => false, isFractionable };
  const { orders, leftOut } = planOrders(priced, { ...DEFAULT_POLICY, ...some }, limits);
  return {
    orders: orders.map(({ side, symbol, quantity }) => `${side} ${quantity.toFixed()} ${symbol}`),
    leftOut: leftOut.map(({ side, symbol, quantity, because }) => `${side} ${quantity.toFixed()} ${symbol} ${because}`),
  };
};

test('whole shares are rounded towards what is held, and the money that leaves goes to the others', () => {
  const rows: Row[] = [
    ['A', '20', '330', '50'],
    ['B', '0', '170', '20'],
    ['C', '0', '1', '30'],
  ];
  // A is worth $6,600 of $10,000: 4.84 shares too many. B wants 11.76 shares, C $3,000, and cash is $3,400.
  expect(planned(portfolio('3400', rows), WHOLE)).toEqual({
    orders: ['SELL 4 A', 'BUY 10 B', 'BUY 3000 C'],
    leftOut: ['SELL 0.848484848 A WHOLE_SHARES'],
  });
});

test('a position less than one share from its target stays where it is, and the plan says so', () => {
  const rows: Row[] = [
    ['A', '1', '4000', '50'],
    ['B', '6000', '1', '50'],
  ];
  expect(planned(portfolio('0', rows), {}, ['A'])).toEqual({
    orders: ['SELL 125 B'],
    leftOut: ['BUY 0.246875 A WHOLE_SHARES'],
  });
});

test('only what the broker takes no parts of is whole, unless the policy asks for whole shares everywhere', () => {
  const rows: Row[] = [
    ['A', '70', '100', '50'],
    ['B', '0', '33', '30'],
    ['C', '0', '7', '20'],
  ];
  const of = (policy: Partial<Policy>, notFractionable: string[]) =>
    planned(portfolio('3000', rows), { cashReserve: '0.0000', ...policy }, notFractionable).orders;
  expect(of({}, [])).toEqual(['SELL 20 A', 'BUY 90.909090909 B', 'BUY 285.714285714 C']);
  expect(of({}, ['B'])).toEqual(['SELL 20 A', 'BUY 90 B', 'BUY 285.714285714 C']);
  expect(of({ shares: 'whole' }, [])).toEqual(['SELL 20 A', 'BUY 90 B', 'BUY 285 C']);
});

test('an exit is sold with its part of a share where the broker takes that, and without it where not', () => {
  const rows: Row[] = [
    ['A', '10.5', '100', '0'],
    ['B', '90', '100', '100'],
  ];
  expect(planned(portfolio('0', rows), WHOLE).orders).toEqual(['SELL 10.5 A', 'BUY 10 B']);
  expect(planned(portfolio('0', rows), { cashReserve: '0.0000' }, ['A'])).toEqual({
    orders: ['SELL 10 A', 'BUY 10 B'],
    leftOut: ['SELL 0.5 A WHOLE_SHARES'],
  });
});

test('buys of whole shares that wait for the sells leave what a broker reserves for them', () => {
  const first = portfolio('10000', [['A', '0', '100', '100']]);
  const of = (togetherMoney?: string) =>
    planOrders(
      first,
      { ...DEFAULT_POLICY, ...WHOLE },
      {
        undoMoney: decimal('10000'),
        isBlocked: () => false,
        ...(togetherMoney !== undefined && { togetherMoney: decimal(togetherMoney) }),
      },
    ).orders.map(({ quantity }) => quantity.toFixed());
  expect(of()).toEqual(['95']);
  expect(of('10499')).toEqual(['95']);
  expect(of('10500')).toEqual(['100']);
});
