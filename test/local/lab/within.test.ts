import fc from 'fast-check';
import { measureDrift } from '../../../src/domain/drift';
import { Decimal, decimal, HUNDRED } from '../../../src/domain/money';
import { DEFAULT_POLICY, type Policy } from '../../../src/domain/policy';
import { boundsOf, isClearlyWithin } from '../../../src/local/lab/within';

const position = fc.record({
  units: fc.bigInt(0n, 10n ** 12n),
  price: fc.integer({ min: 1, max: 10_000_000 }),
});

const FAR: Policy = { ...DEFAULT_POLICY, driftMode: 'absolute', driftThreshold: '1000.0000' };

/** Limits that are as near to what they limit as four decimals can be. */
const NEAR: readonly ((at: Measured) => Partial<Policy>)[] = [
  ({ relative }) => ({ driftMode: 'relative', driftThreshold: relative }),
  ({ absolute }) => ({ driftThreshold: absolute }),
  ({ absolute }) => ({ driftThreshold: '0.0001', driftFloor: absolute }),
  ({ absolute }) => ({ driftCeiling: absolute }),
  ({ halfSum }) => ({ halfSumThreshold: halfSum }),
  ({ cash }) => ({ cashAbove: cash }),
  ({ cash }) => ({ cashBelow: cash }),
];

type Measured = { readonly [What in 'relative' | 'absolute' | 'halfSum' | 'cash']: string };

test('what is beyond a limit of its policy by any amount is never called within it', () => {
  const [within, beyond] = [new Set<number>(), new Set<number>()];
  fc.assert(
    fc.property(
      fc.array(position, { minLength: 2, maxLength: 8 }),
      fc.nat(1_000_000),
      fc.constantFrom('0.0000', '2.5000'),
      fc.nat(NEAR.length - 1),
      fc.integer({ min: -3, max: 3 }),
      (rows, cents, cashReserve, which, nudge) => {
        const target = HUNDRED.div(rows.length).toDecimalPlaces(4, Decimal.ROUND_FLOOR);
        const positions = rows.map(({ units, price }, index) => ({
          symbol: `S${index}`,
          quantity: decimal(units.toString()).div('1e9'),
          price: decimal(String(price)).div(10_000),
          target,
        }));
        const portfolio = { cash: decimal(String(cents)).div(100), positions };
        const near = (exact: Decimal) =>
          Decimal.max(exact.toDecimalPlaces(4).plus(decimal(String(nudge)).div(10_000)), '0.0001').toFixed(4);
        const plain = { ...FAR, cashReserve };
        const measured = measureDrift(portfolio, plain);
        const invested = Decimal.sum(...positions.map(({ quantity, price }) => quantity.times(price)));
        const whole = invested.plus(portfolio.cash);
        if (whole.isZero()) return;
        const distances = measured.positions.map(({ weight }) => weight.minus(target).abs());
        const limits = NEAR[which]?.({
          relative: near(measureDrift(portfolio, { ...plain, driftMode: 'relative' }).largest),
          absolute: near(measured.largest),
          halfSum: near(Decimal.sum(...distances).div(2)),
          cash: near(portfolio.cash.times(100).div(whole)),
        });
        const policy = { ...plain, ...limits };
        const { exceeds } = measureDrift(portfolio, policy);
        const isWithin = isClearlyWithin(
          positions.map(({ quantity, price }) => quantity.toNumber() * price.toNumber()),
          portfolio.cash.toNumber(),
          positions.map(() => target.toNumber()),
          boundsOf(policy),
        );
        expect(exceeds && isWithin).toBe(false);
        if (isWithin) within.add(which);
        if (exceeds) beyond.add(which);
      },
    ),
    { numRuns: 2_000 },
  );
  expect([within.size, beyond.size]).toEqual([NEAR.length, NEAR.length]);
});
