import fc from 'fast-check';
import { Decimal, decimal, sum, ZERO } from '../../../src/domain/money';
import type { PlannedOrder } from '../../../src/domain/plan';
import { type Books, settle } from '../../../src/local/lab/settle';

const price = fc.integer({ min: 1, max: 50_000_000 }).map((units) => new Decimal(units).div(10_000));
const shares = fc.bigInt(0n, 10n ** 13n).map((units) => new Decimal(units.toString()).div('1e9'));
const holding = fc.record({ price, held: shares, change: fc.integer({ min: -100, max: 100 }) });
const rate = fc.constantFrom('0', '0.0005', '0.002', '0.1').map(decimal);

/** A plan as the planner makes them: no more is sold than held, and no more is spent than there is before costs. */
const plans = fc
  .record({ holdings: fc.array(holding, { minLength: 1, maxLength: 20 }), cents: fc.nat(100_000_000), rate })
  .map(({ holdings, cents, rate: drawnRate }) => {
    const symbols = holdings.map((_one, index) => `S${index}`);
    const cash = new Decimal(cents).div(100);
    const books: Books = {
      cash,
      quantities: new Map(holdings.map(({ held }, index) => [symbols[index] as string, held])),
    };
    const orderOf = (index: number, quantity: Decimal): PlannedOrder => {
      const { price: usd, change } = holdings[index] as (typeof holdings)[number];
      const side = change < 0 ? 'SELL' : 'BUY';
      return { symbol: symbols[index] as string, side, quantity, price: usd, value: quantity.times(usd) };
    };
    const sells = holdings.flatMap(({ held, change }, index) =>
      change < 0 ? [orderOf(index, floor9(held.times(-change).div(100)))] : [],
    );
    const means = cash.plus(sum(sells.map(({ value }) => value.toDecimalPlaces(2, Decimal.ROUND_FLOOR))));
    const weights = holdings.reduce((all, { change }) => all + Math.max(0, change), 0);
    const buys = holdings.flatMap(({ change, price: usd }, index) =>
      change > 0 ? [orderOf(index, floor9(means.times(change).div(weights).times('0.999').div(usd)))] : [],
    );
    return { books, planned: [...sells, ...buys], rate: drawnRate, prices: holdings.map((one) => one.price) };
  });

function floor9(quantity: Decimal): Decimal {
  return quantity.toDecimalPlaces(9, Decimal.ROUND_FLOOR);
}

function valueOf({ cash, quantities }: Books, prices: readonly Decimal[]): Decimal {
  return cash.plus(sum([...quantities.values()].map((quantity, index) => quantity.times(prices[index] ?? ZERO))));
}

test('cash and shares before are cash, shares and costs after, and neither is ever negative', () => {
  let short = 0;
  fc.assert(
    fc.property(plans, ({ books, planned, rate: drawnRate, prices }) => {
      const { books: after, orders, costUsd } = settle(books, planned, drawnRate, 'fractional');
      const booked = sum(
        orders.map(({ side, value }) => {
          const usd = value.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
          return side === 'SELL' ? usd : usd.negated();
        }),
      );
      expect(after.cash.toFixed(2)).toBe(books.cash.plus(booked).minus(costUsd).toFixed(2));
      expect(after.cash.decimalPlaces()).toBeLessThanOrEqual(2);
      expect(after.cash.isNegative() && !after.cash.isZero()).toBe(false);
      expect([...after.quantities.values()].some((quantity) => quantity.lessThan(0))).toBe(false);
      // A fill is booked in cents: half a cent an order is between what was traded and what was booked.
      const lost = valueOf(books, prices).minus(valueOf(after, prices)).minus(costUsd).abs();
      expect(lost.lessThanOrEqualTo(decimal('0.005').times(orders.length))).toBe(true);
      if (orders.some(({ value }, index) => !value.equals(planned[index]?.value ?? ZERO))) short += 1;
    }),
    { numRuns: 500 },
  );
  expect(short).toBeGreaterThan(20);
});

test('the same plan leaves more without costs than with them', () => {
  fc.assert(
    fc.property(plans, ({ books, planned, rate: drawnRate, prices }) => {
      const free = settle(books, planned, ZERO, 'fractional');
      const paid = settle(books, planned, drawnRate, 'fractional');
      expect(free.costUsd.isZero()).toBe(true);
      const slack = decimal('0.005').times(planned.length * 2);
      expect(valueOf(free.books, prices).plus(slack).gte(valueOf(paid.books, prices))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a buy that its cost makes unaffordable shrinks, and its cost with it', () => {
  const books: Books = { cash: decimal('1000.00'), quantities: new Map() };
  const order: PlannedOrder = {
    symbol: 'A',
    side: 'BUY',
    quantity: decimal('100'),
    price: decimal('10'),
    value: decimal('1000'),
  };

  const settled = settle(books, [order], decimal('0.002'), 'fractional');

  expect([settled.tradedUsd.toFixed(2), settled.costUsd.toFixed(2), settled.books.cash.toFixed(2)]).toEqual([
    '997.99',
    '2.00',
    '0.01',
  ]);
});

test('a policy of whole shares shrinks such a buy to whole shares', () => {
  const books: Books = { cash: decimal('1000.00'), quantities: new Map() };
  const [price, quantity] = [decimal('10'), decimal('100')];
  const order: PlannedOrder = { symbol: 'A', side: 'BUY', quantity, price, value: decimal('1000') };

  expect(settle(books, [order], decimal('0.002'), 'whole').orders[0]?.quantity.toFixed()).toBe('99');
});
