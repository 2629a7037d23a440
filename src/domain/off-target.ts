// A batch that filled whole and yet left its portfolio off its targets: buys that were cut down, or a market that ran away.

import type { Batch } from './batch';
import { decimal, ZERO } from './money';
import type { Policy } from './policy';

/** Returns a sentence when what a batch left is above the threshold, and not because its plan left as much; otherwise null. */
export function offTarget(
  { driftAfter, driftPlanned }: Pick<Batch, 'driftAfter' | 'driftPlanned'>,
  { driftThreshold, destination }: Pick<Policy, 'driftThreshold' | 'destination'>,
): string | null {
  if (driftAfter === null) return null;
  const [after, planned, threshold] = [decimal(driftAfter), decimal(driftPlanned ?? '0'), decimal(driftThreshold)];
  // One step of a plan that takes several batches leaves what it was meant to leave. One to the edge of the band leaves it there, where
  // any move of the price is beyond the threshold.
  const isMeant = planned.greaterThan(threshold) || destination === 'band-edge';
  const allowed = threshold.plus(isMeant ? planned : ZERO);
  if (after.lessThanOrEqualTo(allowed)) return null;
  const meant = driftPlanned === null ? '' : `, and its plan was to leave ${driftPlanned} %`;
  return `every order filled, and the drift is ${driftAfter} % with a threshold of ${driftThreshold} %${meant}`;
}
