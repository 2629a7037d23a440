import fc from 'fast-check';
import { NO_OVERRIDES, overridesProblem, policyFor, targetsFor } from '../../src/domain/model';
import { decimal, HUNDRED, sum } from '../../src/domain/money';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Target } from '../../src/domain/portfolio';
import { targetsProblem } from '../../src/domain/targets';

const SYMBOLS = ['AAPL', 'AMZN', 'BND', 'GOOGL', 'META', 'MSFT', 'NFLX', 'TLT', 'VTI'];

/** Weights in ten thousandths of a percent, made to sum to 100. */
const anyTargets = fc
  .uniqueArray(fc.constantFrom(...SYMBOLS.slice(0, 7)), { minLength: 1, maxLength: 7 })
  .chain((symbols) =>
    fc.tuple(
      fc.constant(symbols),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), {
        minLength: symbols.length - 1,
        maxLength: symbols.length - 1,
      }),
    ),
  )
  .map(([symbols, cuts]): Target[] => {
    const ends = [0, ...cuts.sort((a, b) => a - b), 1_000_000];
    return symbols.map((symbol, index) => {
      const units = (ends[index + 1] ?? 0) - (ends[index] ?? 0);
      return { symbol, percent: decimal(String(units)).div(10_000).toFixed(4) };
    });
  });

const anyOverrides = fc
  .record({
    exclude: fc.uniqueArray(fc.constantFrom(...SYMBOLS), { maxLength: 5 }),
    pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...SYMBOLS), fc.constantFrom(...SYMBOLS)), {
      maxLength: 3,
      selector: ([from]) => from,
    }),
  })
  .map(({ exclude, pairs }) => ({ ...NO_OVERRIDES, exclude, substitute: Object.fromEntries(pairs) }))
  .filter((overrides) => overridesProblem(overrides) === undefined);

test('whatever is overridden, the targets sum to exactly 100 again, or nothing of the model is left', () => {
  fc.assert(
    fc.property(anyTargets, anyOverrides, (targets, overrides) => {
      const own = targetsFor(targets, overrides);
      const instead = (symbol: string) => overrides.substitute[symbol] ?? symbol;
      const isOut = (symbol: string) => overrides.exclude.includes(symbol);
      const left = targets.filter(({ symbol }) => !isOut(symbol));
      const whole = sum(left.map(({ percent }) => decimal(percent)));
      if (whole.isZero()) return expect(own).toBeUndefined();
      if (own === undefined) throw new Error('something of the model is left');
      expect(targetsProblem(own)).toBeUndefined();
      const percentOf = new Map(own.map(({ symbol, percent }) => [symbol, decimal(percent)]));
      // What is taken away is sold: its target is there, and it is 0.
      for (const { symbol } of targets)
        if (isOut(symbol) || instead(symbol) !== symbol) expect(percentOf.get(symbol)?.isZero()).toBe(true);
      // Each has its part of what is left. Rounding down takes less than a ten thousandth from each, and the largest has that.
      for (const [symbol, percent] of percentOf) {
        const weight = sum(left.filter((one) => instead(one.symbol) === symbol).map((one) => decimal(one.percent)));
        const exact = weight.times(HUNDRED).div(whole);
        expect(percent.minus(exact).abs().lessThan(decimal('0.0001').times(own.length))).toBe(true);
        if (weight.isZero()) expect(percent.isZero()).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('without overrides the targets are those of the model, in the order of their symbols', () => {
  const targets = [
    { symbol: 'VTI', percent: '60.0000' },
    { symbol: 'BND', percent: '40.0000' },
  ];
  expect(targetsFor(targets, NO_OVERRIDES)).toEqual([...targets].reverse());
});

test('what rounding leaves goes to the largest target', () => {
  const targets = [
    { symbol: 'AAPL', percent: '30.0000' },
    { symbol: 'META', percent: '30.0000' },
    { symbol: 'MSFT', percent: '10.0000' },
    { symbol: 'NFLX', percent: '30.0000' },
  ];
  expect(targetsFor(targets, { ...NO_OVERRIDES, exclude: ['NFLX'] })).toEqual([
    { symbol: 'AAPL', percent: '42.8572' },
    { symbol: 'META', percent: '42.8571' },
    { symbol: 'MSFT', percent: '14.2857' },
    { symbol: 'NFLX', percent: '0.0000' },
  ]);
});

test('a substitute has the weight of what it stands for, beside its own', () => {
  const targets = [
    { symbol: 'META', percent: '60.0000' },
    { symbol: 'GOOGL', percent: '40.0000' },
  ];
  expect(targetsFor(targets, { ...NO_OVERRIDES, substitute: { META: 'GOOGL' } })).toEqual([
    { symbol: 'GOOGL', percent: '100.0000' },
    { symbol: 'META', percent: '0.0000' },
  ]);
});

test.each([
  [{ exclude: ['META', 'META'] }, /more than once/],
  [{ substitute: { META: 'META' } }, /its own place/],
  [{ exclude: ['META'], substitute: { META: 'GOOGL' } }, /one of them only/],
  [{ exclude: ['GOOGL'], substitute: { META: 'GOOGL' } }, /takes the place of META, and is excluded/],
  [{ substitute: { META: 'GOOGL', GOOGL: 'AAPL' } }, /has a substitute itself/],
])('overrides that contradict each other are refused: %j', (overrides, problem) => {
  expect(overridesProblem({ ...NO_OVERRIDES, ...overrides })).toMatch(problem);
});

test('the policy is that of the model, or the own one, with the cash reserve that is overridden', () => {
  const own = { ...DEFAULT_POLICY, driftThreshold: '3.0000' };
  expect(policyFor(null, own, NO_OVERRIDES)).toEqual(own);
  expect(policyFor(DEFAULT_POLICY, own, NO_OVERRIDES)).toEqual(DEFAULT_POLICY);
  expect(policyFor(null, own, { ...NO_OVERRIDES, cashReserve: '5.0000' })).toEqual({ ...own, cashReserve: '5.0000' });
});
