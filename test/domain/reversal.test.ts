import fc from 'fast-check';
import { decimal, floorToShares, sum } from '../../src/domain/money';
import { opposite, type Side } from '../../src/domain/order';
import { nextReversal, unreversed } from '../../src/domain/reversal';

interface Filled {
  side: Side;
  filledQuantity: string;
}

const billionths = (n: number) => decimal(String(n)).times('0.000000001');

test('however each reversal ends, whole or in part, the next ones lead to exactly the holding of before, and every buy is worth $2', () => {
  const quantity = fc.integer({ min: 1, max: 2_000_000_000 });
  const price = fc.integer({ min: 1, max: 6_000_000_000 }).map((n) => decimal(String(n)).times('0.0001'));
  const shortEnds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom<Side>('BUY', 'SELL'), quantity, price, shortEnds, (side, filled, at, ends) => {
      const order = { side, filledQuantity: billionths(filled).toFixed(), filledPrice: at.toFixed() };
      const reversals: Filled[] = [];
      for (let next = nextReversal([order], reversals); next !== undefined; next = nextReversal([order], reversals)) {
        const { quantity: asked } = next;
        if (next.side === 'BUY') expect(asked.plus('0.000000001').times(at).greaterThanOrEqualTo('2')).toBe(true);
        const end = ends.shift();
        const got = end === undefined ? asked : floorToShares(asked.times(end.toFixed(6)));
        reversals.push({ side: next.side, filledQuantity: got.toFixed() });
      }
      const moved = [order, ...reversals].map((one) =>
        one.side === 'BUY' ? decimal(one.filledQuantity) : decimal(one.filledQuantity).negated(),
      );
      expect(sum(moved).toFixed()).toBe('0');
    }),
  );
});

test.each([
  ['what is worth two dollars or more is bought back alone', '0.005', '400', 'BUY', '0.005'],
  ['what is worth less is bought back with a surplus', '0.004999999', '400', 'BUY', '0.005'],
  ['one whole share that is worth less is bought back with more whole ones', '1', '0.60', 'BUY', '4'],
  ['a sale is never too small', '0.000000001', '400', 'SELL', '0.000000001'],
] as const)('%s', (_what, filledQuantity, filledPrice, side, quantity) => {
  const next = nextReversal([{ side: opposite[side], filledQuantity, filledPrice }], []);
  expect([next?.side, next?.quantity.toFixed()]).toEqual([side, quantity]);
});

test('a surplus that was sold in part leaves the rest of it to sell', () => {
  const order = { side: 'SELL', filledQuantity: '0.001' } as const;
  const reversals = [
    { side: 'BUY', filledQuantity: '0.005' },
    { side: 'SELL', filledQuantity: '0.003' },
  ] as const;
  expect(unreversed([order], reversals).toFixed()).toBe('-0.001');
});
