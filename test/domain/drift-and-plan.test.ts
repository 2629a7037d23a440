import fc from 'fast-check';
import { investableValueOf, measureDrift, type PricedPortfolio, showDrift, valueOf } from '../../src/domain/drift';
import { Decimal, decimal, HUNDRED, halfEvenToCents, sum, ZERO } from '../../src/domain/money';
import { planOrders as planWithin } from '../../src/domain/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';

const policy = { ...DEFAULT_POLICY, cashReserve: '0.0000' };

/** On an account that could undo anything. */
const planOrders = (portfolio: PricedPortfolio, some: Policy) =>
  planWithin(portfolio, some, { undoMoney: decimal('1000000000000000'), isBlocked: () => false }).orders;

function priced(
  cash: string,
  ...positions: [symbol: string, quantity: string, price: string, target: string][]
): PricedPortfolio {
  return {
    cash: decimal(cash),
    positions: positions.map(([symbol, quantity, price, target]) => ({
      symbol,
      quantity: decimal(quantity),
      price: decimal(price),
      target: decimal(target),
    })),
  };
}

test('a drift of exactly the threshold does not exceed it, one billionth of a share more does', () => {
  const exact = (quantity: string) =>
    measureDrift(priced('0', ['A', quantity, '1', '50'], ['B', '47.5', '1', '50']), policy);
  expect(exact('52.5')).toMatchObject({ exceeds: false });
  expect(showDrift(exact('52.5'))).toBe('5.0000');
  expect(exact('52.500000001')).toMatchObject({ exceeds: true });
});

test('a holding to exit drifts by 100 % however small, and the exit sells exactly what is held', () => {
  const portfolio = priced('100', ['A', '0.000000001', '10', '0'], ['B', '10', '10', '100']);
  expect(showDrift(measureDrift(portfolio, policy))).toBe('100.0000');
  expect(
    planOrders(portfolio, policy).map((order) => `${order.side} ${order.quantity.toFixed()} ${order.symbol}`),
  ).toContain('SELL 0.000000001 A');
});

test('a portfolio worth nothing has no drift and no plan', () => {
  const portfolio = priced('0', ['A', '0', '10', '100']);
  expect(measureDrift(portfolio, policy)).toMatchObject({ exceeds: false, symbol: null });
  expect(planOrders(portfolio, policy)).toEqual([]);
});

test('a quantity is floored to 9 decimals', () => {
  const [order] = planOrders(priced('100', ['A', '0', '3', '100']), policy);
  expect(order?.quantity.toFixed()).toBe('33.333333333');
});

/** Portfolios of 1 to 8 symbols with prices from $0.0001 to $600,000. */
const portfolios = fc
  .record({
    cashCents: fc.bigInt(0n, 10n ** 9n),
    rows: fc.array(
      fc.record({
        units: fc.bigInt(0n, 10n ** 14n),
        priceUnits: fc.bigInt(1n, 6n * 10n ** 9n),
        part: fc.integer({ min: 0, max: 1000 }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ cashCents, rows }): PricedPortfolio => {
    const parts = rows.reduce((total, row) => total + row.part, 0) || 1;
    const targets = rows.map((row) => HUNDRED.times(row.part).div(parts).toDecimalPlaces(4, Decimal.ROUND_FLOOR));
    const rest = HUNDRED.minus(sum(targets));
    return {
      cash: new Decimal(cashCents.toString()).div('100'),
      positions: rows.map((row, index) => ({
        symbol: `S${index}`,
        quantity: new Decimal(row.units.toString()).div('1e9'),
        price: new Decimal(row.priceUnits.toString()).div('1e4'),
        target: index === 0 ? (targets[0] ?? ZERO).plus(rest) : (targets[index] ?? ZERO),
      })),
    };
  });

test('a plan never sells more than is held, never spends more than there is, and loses no cent at its own prices', () => {
  fc.assert(
    fc.property(portfolios, (portfolio) => {
      const orders = planOrders(portfolio, { ...policy, minOrder: '1.00' });
      const held = new Map(portfolio.positions.map((position) => [position.symbol, position.quantity]));
      let cash = portfolio.cash;
      for (const { symbol, side, quantity, price } of orders) {
        expect(quantity.decimalPlaces()).toBeLessThanOrEqual(9);
        if (side === 'SELL') expect(quantity.lessThanOrEqualTo(held.get(symbol) ?? ZERO)).toBe(true);
        const usd = halfEvenToCents(quantity.times(price));
        cash = side === 'SELL' ? cash.plus(usd) : cash.minus(usd);
      }
      expect(cash.isNegative() && !cash.isZero()).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test('after a plan every position is within one share unit, the trimmed cents and the smallest orders that were left out of its target', () => {
  fc.assert(
    fc.property(portfolios, (portfolio) => {
      // With the smallest threshold, the dust of an exit is traded alone only where the others are at their targets.
      const orders = planOrders(portfolio, { ...policy, minOrder: '1.00', driftThreshold: '0.0001' });
      const investable = investableValueOf(portfolio, policy.cashReserve);
      // A dollar for each order that no broker takes: what was not bought was not sold either.
      const leftOut = decimal('1').times(portfolio.positions.length);
      for (const position of portfolio.positions) {
        const order = orders.find(({ symbol }) => symbol === position.symbol);
        const change = order === undefined ? ZERO : order.side === 'SELL' ? order.quantity.negated() : order.quantity;
        const target = investable.times(position.target).div(HUNDRED);
        const distance = position.quantity.plus(change).times(position.price).minus(target).abs();
        const tolerated = position.price.times('1e-9').plus('0.10').plus(leftOut).plus(target.times('1e-6'));
        expect(distance.lessThanOrEqualTo(tolerated)).toBe(true);
      }
      expect(valueOf(portfolio).greaterThanOrEqualTo(ZERO)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
