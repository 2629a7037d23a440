import type { DriftPolicy } from '../../domain/drift';

/** A policy's limits as floats: percents, or percentage points. */
export interface Bounds {
  isAbsolute: boolean;
  threshold: number;
  floor: number;
  ceiling: number;
  halfSum: number;
  cashAbove: number;
  cashBelow: number;
  reserve: number;
  /** Only exact decimals measure asset classes. */
  hasClasses: boolean;
}

export function boundsOf(policy: DriftPolicy): Bounds {
  const numberOf = (text: string | null, without: number) => (text === null ? without : Number.parseFloat(text));
  return {
    isAbsolute: policy.driftMode === 'absolute',
    threshold: numberOf(policy.driftThreshold, 0),
    floor: numberOf(policy.driftFloor, 0),
    ceiling: numberOf(policy.driftCeiling, Number.POSITIVE_INFINITY),
    halfSum: numberOf(policy.halfSumThreshold, Number.POSITIVE_INFINITY),
    cashAbove: numberOf(policy.cashAbove, Number.POSITIVE_INFINITY),
    cashBelow: numberOf(policy.cashBelow, Number.NEGATIVE_INFINITY),
    reserve: numberOf(policy.cashReserve, 0),
    hasClasses: policy.assetClasses.length > 0,
  };
}

/**
 * True when floats are enough to see that neither a drift nor the cash is near a limit. Most days of most policies end here, in a
 * hundredth of the time that exact decimals take. It is never true beyond a limit: the error of a float is far smaller than the margin,
 * and anything within the margin is decided exactly.
 *
 * `targets` are percents of what is to be invested.
 */
export function isClearlyWithin(
  values: readonly number[],
  cash: number,
  targets: readonly number[],
  bounds: Bounds,
): boolean {
  if (bounds.hasClasses) return false;
  const whole = values.reduce((all, one) => all + one, cash);
  const cashPercent = (cash / whole) * 100;
  if (!(cashPercent < bounds.cashAbove * LESS && cashPercent > bounds.cashBelow * MORE)) return false;
  const investable = whole * (1 - bounds.reserve / 100);
  let distances = 0;
  for (const [index, value] of values.entries()) {
    const target = targets[index] ?? 0;
    const points = Math.abs((value / investable) * 100 - target);
    if (!(points < widthOf(target, bounds) * LESS)) return false;
    distances += points;
  }
  return distances / 2 < bounds.halfSum * LESS;
}

const MARGIN = 1e-6;
const [LESS, MORE] = [1 - MARGIN, 1 + MARGIN];

/** As `bandWidth` of the domain. */
function widthOf(target: number, { isAbsolute, threshold, floor, ceiling }: Bounds): number {
  return Math.min(Math.max(isAbsolute ? threshold : (threshold * target) / 100, floor), ceiling);
}
