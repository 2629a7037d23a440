import fc from 'fast-check';
import { measureDrift } from '../../../src/domain/drift';
import { Decimal, decimal, HUNDRED } from '../../../src/domain/money';
import { DEFAULT_POLICY } from '../../../src/domain/policy';
import { isClearlyWithin } from '../../../src/local/lab/within';

const position = fc.record({
  units: fc.bigInt(0n, 10n ** 12n),
  price: fc.integer({ min: 1, max: 10_000_000 }),
});

test('what exceeds its threshold by any amount is never called within it', () => {
  let [within, beyond] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(position, { minLength: 2, maxLength: 8 }),
      fc.nat(1_000_000),
      fc.constantFrom('relative' as const, 'absolute' as const),
      fc.integer({ min: -3, max: 3 }),
      (rows, cents, driftMode, nudge) => {
        const target = HUNDRED.div(rows.length).toDecimalPlaces(4, Decimal.ROUND_FLOOR);
        const positions = rows.map(({ units, price }, index) => ({
          symbol: `S${index}`,
          quantity: decimal(units.toString()).div('1e9'),
          price: decimal(String(price)).div(10_000),
          target,
        }));
        const cash = decimal(String(cents)).div(100);
        const band = { ...DEFAULT_POLICY, driftMode, cashReserve: '0.0000' };
        const { largest } = measureDrift({ cash, positions }, { ...band, driftThreshold: '1.0000' });
        // A threshold as near to the drift as four decimals can be.
        const threshold = Decimal.max(largest.toDecimalPlaces(4).plus(decimal(String(nudge)).div(10_000)), '0.0001');
        const { exceeds } = measureDrift({ cash, positions }, { ...band, driftThreshold: threshold.toFixed(4) });
        const isWithin = isClearlyWithin(
          positions.map(({ quantity, price }) => quantity.toNumber() * price.toNumber()),
          cash.toNumber(),
          positions.map(() => target.toNumber()),
          { driftMode, threshold: threshold.toNumber() },
        );
        expect(exceeds && isWithin).toBe(false);
        if (isWithin) within += 1;
        if (exceeds) beyond += 1;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(Math.min(within, beyond)).toBeGreaterThan(200);
});
