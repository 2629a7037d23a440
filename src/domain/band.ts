// The band of a symbol: how far its weight may be from its target.

import { Decimal, decimal, HUNDRED } from './money';
import type { Policy } from './policy';

export type BandPolicy = Pick<Policy, 'driftMode' | 'driftThreshold' | 'driftFloor' | 'driftCeiling'>;

/** Returns the half width of the band of a symbol with this target: percentage points of what is to be invested, exact. */
export function bandWidth(
  target: Decimal,
  { driftMode, driftThreshold, driftFloor, driftCeiling }: BandPolicy,
): Decimal {
  const threshold = decimal(driftThreshold);
  const width = driftMode === 'absolute' ? threshold : threshold.times(target).div(HUNDRED);
  const floored = Decimal.max(width, decimal(driftFloor));
  return driftCeiling === null ? floored : Decimal.min(floored, decimal(driftCeiling));
}
