import { setImmediate as yieldNow } from 'node:timers/promises';
import { DRIFT_BUCKETS } from '../domain/watch-report';
import type { DriftIndex } from './index/drift-index';

export interface DriftCount {
  /** A count for each of `DRIFT_BUCKETS`. */
  drifts: number[];
  /** A price is missing. */
  unjudged: number;
}

/** This many are measured before a look may continue: about a millisecond. */
const AT_ONCE = 2_000;

/**
 * Counts portfolios by their drift, some at a time, so that looks need not wait. A look meanwhile may move a portfolio that was
 * counted already.
 */
export async function countDrifts(index: Pick<DriftIndex, 'multiple' | 'slots'>): Promise<DriftCount> {
  const drifts = DRIFT_BUCKETS.map(() => 0);
  let unjudged = 0;
  for (let from = 0; from < index.slots(); from += AT_ONCE) {
    for (let slot = from; slot < Math.min(from + AT_ONCE, index.slots()); slot += 1) {
      const multiple = index.multiple(slot);
      if (multiple === undefined) continue;
      const bucket = bucketOf(multiple);
      if (bucket < 0) unjudged += 1;
      else drifts[bucket] = (drifts[bucket] ?? 0) + 1;
    }
    await yieldNow();
  }
  return { drifts, unjudged };
}

/** The last bucket that begins at or below it; -1 for NaN. */
function bucketOf(multiple: number): number {
  return DRIFT_BUCKETS.findLastIndex((from) => multiple >= from);
}
