import fc from 'fast-check';
import { decimal, sum } from '../../src/domain/money';
import { sizeBuys } from '../../src/domain/plan';
import { moneyFor, type PlannedBuy, sizedBuys } from '../../src/domain/size-buys';

const sized = (planned: Record<string, string>, available: string) =>
  Object.fromEntries(
    [
      ...sizeBuys(new Map(Object.entries(planned).map(([symbol, usd]) => [symbol, decimal(usd)])), decimal(available)),
    ].map(([symbol, usd]) => [symbol, usd.toFixed(2)]),
  );

test('buys that the cash covers, to the last cent, keep their size', () => {
  expect(sized({ AAPL: '60.00', MSFT: '40.00' }, '100.00')).toEqual({ AAPL: '60.00', MSFT: '40.00' });
});

test('buys that cost more than there is are cut in proportion, and floored to cents', () => {
  expect(sized({ AAPL: '60.00', MSFT: '40.00' }, '99.99')).toEqual({ AAPL: '59.99', MSFT: '39.99' });
  expect(sized({ AAPL: '10.00', META: '10.00', MSFT: '10.00' }, '10.00')).toEqual({
    AAPL: '3.33',
    META: '3.33',
    MSFT: '3.33',
  });
});

test('no cash, or less than none, buys nothing', () => {
  expect(sized({ AAPL: '60.00' }, '0.00')).toEqual({ AAPL: '0.00' });
  expect(sized({ AAPL: '60.00' }, '-5.00')).toEqual({ AAPL: '0.00' });
});

test('buys together never cost more than there is, nor more than was planned', () => {
  const cents = fc
    .bigInt(0n, 10n ** 14n)
    .map((amount) => decimal(`${amount / 100n}.${`${amount % 100n}`.padStart(2, '0')}`));
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 12 }), cents, (planned, available) => {
      const buys = sizeBuys(new Map(planned.map((usd, index) => [`S${index}`, usd])), available);
      expect(sum(buys.values()).lessThanOrEqualTo(available)).toBe(true);
      for (const [index, usd] of [...buys.values()].entries())
        expect(usd.lessThanOrEqualTo(planned[index] ?? decimal('0'))).toBe(true);
    }),
  );
});

const usd = (amount: string): PlannedBuy => ({ usd: decimal(amount) });
const whole = (shares: string, price: string): PlannedBuy => ({ shares: decimal(shares), price: decimal(price) });
const withWholes = (planned: Record<string, PlannedBuy>, available: string) =>
  Object.fromEntries(
    [...sizedBuys(new Map(Object.entries(planned)), decimal(available))].map(([symbol, size]) => [
      symbol,
      'usd' in size ? size.usd.toFixed(2) : `${size.shares.toFixed()} shares`,
    ]),
  );

test('whole shares that the cash covers, with what a broker reserves for them, keep their size', () => {
  expect(withWholes({ AAPL: whole('3', '100'), MSFT: usd('40.00') }, '352.00')).toEqual({
    AAPL: '3 shares',
    MSFT: '40.00',
  });
});

test('whole shares that it does not cover become fewer whole ones, and dollars get what they leave', () => {
  expect(withWholes({ AAPL: whole('3', '100'), MSFT: usd('40.00') }, '351.99')).toEqual({
    AAPL: '2 shares',
    MSFT: '40.00',
  });
  expect(withWholes({ AAPL: whole('3', '100'), MSFT: usd('400.00') }, '351.99')).toEqual({
    AAPL: '1 shares',
    MSFT: '247.99',
  });
});

test('one share stays one share, and is for the broker to judge', () => {
  expect(withWholes({ AAPL: whole('1', '100') }, '103.99')).toEqual({ AAPL: '1 shares' });
});

test('whole shares are whole, never more than planned, and cost what there is, or the one share of each that is bought anyway', () => {
  const amount = (max: number) => fc.integer({ min: 1, max }).map((n) => decimal(String(n)));
  const buys = fc.array(
    fc.oneof(
      amount(100_000).map((cents): PlannedBuy => ({ usd: cents.div('100') })),
      fc.tuple(amount(50), amount(1_000)).map(([shares, price]): PlannedBuy => ({ shares, price })),
    ),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(buys, amount(10_000_000), (some, cents) => {
      const planned = new Map(some.map((buy, index) => [`S${index}`, buy]));
      const available = cents.div('100');
      const sizes = sizedBuys(planned, available);
      let needed = decimal('0');
      for (const [symbol, size] of sizes) {
        const buy = planned.get(symbol) as PlannedBuy;
        if ('usd' in size) needed = needed.plus(size.usd);
        else if ('shares' in buy) {
          expect(size.shares.isInteger() && size.shares.lessThanOrEqualTo(buy.shares)).toBe(true);
          expect(size.shares.greaterThan('0')).toBe(true);
          needed = needed.plus(moneyFor({ shares: size.shares, price: buy.price }));
        }
      }
      const ones = sum(
        [...planned.values()].map((buy) => ('usd' in buy ? decimal('0') : moneyFor({ ...buy, shares: decimal('1') }))),
      );
      expect(needed.lessThanOrEqualTo(available.plus(ones))).toBe(true);
      if (ones.isZero()) expect(needed.lessThanOrEqualTo(available)).toBe(true);
    }),
  );
});
