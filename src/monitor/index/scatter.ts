// I7: half the sum of all deviations, for the portfolios that have a threshold for it.

import type { DriftPolicy } from '../../domain/drift';
import { type Holders, worth } from './holders';

/** What the deviations of one portfolio are measured against. All are parts of its value, not percents. */
export interface Scatter {
  /** The targets, in the order of its row. */
  targets: Float64Array;
  /** How large the distances from the targets may be together. */
  most: number;
}

/** A portfolio this near to its threshold is a candidate. A part of what is held and wanted; more than all roundings together. */
const NEAR = 2 ** -19;

/** Returns undefined without a threshold, or when nothing is to be invested. `targets` are percents of the investable value. */
export function scatterOf(
  targets: readonly number[],
  { halfSumThreshold, cashReserve }: DriftPolicy,
): Scatter | undefined {
  const invested = (100 - Number(cashReserve)) / 100;
  if (halfSumThreshold === null || invested <= 0) return undefined;
  return {
    targets: Float64Array.from(targets, (target) => (target / 100) * invested),
    most: (2 * Number(halfSumThreshold) * invested) / 100,
  };
}

/** Returns the USD by which a portfolio worth `value` may still move away from its targets: 0 or less when it is past its threshold, or nearly. */
export function scatterRoom(
  holders: Holders,
  row: number,
  prices: readonly number[],
  scatter: Scatter,
  value: number,
): number {
  const { targets, most } = scatter;
  let [distance, whole] = [0, 0];
  for (let n = 0; n < targets.length; n += 1) {
    const [x, wanted] = [worth(holders, row + n, prices), (targets[n] as number) * value];
    distance += Math.abs(x - wanted);
    whole += x + wanted;
  }
  return most * value - distance - NEAR * whole;
}
