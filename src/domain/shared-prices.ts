// All plans of a moment share one reading of each price.

import type { Policy } from './policy';

/** As long as the monitor waits between two looks. */
const MOMENT_MS = 500;
/** Of what the policy lets a price and a plan be old: so little that it makes no difference to either. */
const PART = 20;

/** Returns how long ago the prices of a plan may have been asked for: milliseconds. */
export function sharedPriceAgeMs({ priceMaxAgeMs, planTtlMs }: Pick<Policy, 'priceMaxAgeMs' | 'planTtlMs'>): number {
  return Math.min(MOMENT_MS, priceMaxAgeMs / PART, planTtlMs / PART);
}
