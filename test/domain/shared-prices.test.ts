import { DEFAULT_POLICY } from '../../src/domain/policy';
import { sharedPriceAgeMs } from '../../src/domain/shared-prices';

test.each([
  ['half a second by default', {}, 500],
  ['far less than a price may be old', { priceMaxAgeMs: 1_000 }, 50],
  ['far less than a plan may be old', { planTtlMs: 2_000 }, 100],
])('the prices of a plan are shared for %s', (_how, policy, ms) => {
  expect(sharedPriceAgeMs({ ...DEFAULT_POLICY, ...policy })).toBe(ms);
});
