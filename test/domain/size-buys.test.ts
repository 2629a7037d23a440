import fc from 'fast-check';
import { decimal, sum } from '../../src/domain/money';
import { sizeBuys } from '../../src/domain/plan';

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
