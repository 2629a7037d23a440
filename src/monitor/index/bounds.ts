import type { BandPolicy } from '../../domain/band';
import type { DriftPolicy } from '../../domain/drift';

/**
 * The values V of a whole portfolio at which a holding worth x is within its bounds: x·over ≤ V ≤ x·under. If `over` is Infinity,
 * there is no such V; if `under` is, there is no upper end.
 */
export interface Bounds {
  over: number;
  under: number;
}

/** Eight times the largest error of rounding to 32 bits. */
const MARGIN = 2 ** -21;

/**
 * Returns the bounds of a holding with this target, as 32-bit floats, each narrower than the exact one by at least 6.9·2^-24 of
 * itself. They are those of `measureDrift` in domain/drift, solved for the portfolio's value. Percents have at most 4 decimals,
 * so a difference of two is 0 or at least 1e-4, and 53 bits hold that with an error of at most 2^-31 of itself.
 */
export function boundsOf(target: number, policy: BandPolicy & Pick<DriftPolicy, 'cashReserve'>): Bounds {
  const invested = 100 - Number(policy.cashReserve);
  // Nothing is to be invested: such a portfolio has no drift.
  if (invested <= 0) return { over: 0, under: Number.POSITIVE_INFINITY };
  const [most, least] = edgesOf(target, policy);
  return {
    over: Math.fround((1e4 / (invested * most)) * (1 + MARGIN)),
    under: least > 0 ? Math.fround((1e4 / (invested * least)) * (1 - MARGIN)) : Number.POSITIVE_INFINITY,
  };
}

/**
 * Returns the weights at the edges of the band, in percent. A threshold times a target has at most 10 decimals and is below 1e5. If two
 * such widths differ, they differ by more than the error of 53 bits, so the comparison takes the right one.
 */
function edgesOf(target: number, policy: BandPolicy): [most: number, least: number] {
  const threshold = Number(policy.driftThreshold);
  const width = policy.driftMode === 'absolute' ? threshold : (target * threshold) / 100;
  const ceiling = policy.driftCeiling === null ? Number.POSITIVE_INFINITY : Number(policy.driftCeiling);
  const kept = Math.min(Math.max(width, Number(policy.driftFloor)), ceiling);
  if (policy.driftMode === 'absolute' || kept !== width) return [target + kept, target - kept];
  return [(target * (100 + threshold)) / 100, (target * (100 - threshold)) / 100];
}

/** Returns between which values of a portfolio with this cash no cash trigger asks for a rebalance: low ≤ V ≤ high, as for `boundsOf`. */
export function cashBoundsOf(
  cash: number,
  { cashReserve, cashAbove, cashBelow }: Pick<DriftPolicy, 'cashReserve' | 'cashAbove' | 'cashBelow'>,
): { low: number; high: number } {
  const isInvested = Number(cashReserve) < 100;
  const low =
    isInvested && cashAbove !== null && cash > 0 ? (cash * 100) / Number(cashAbove) : Number.NEGATIVE_INFINITY;
  return {
    low: Math.fround(low * (1 + MARGIN)),
    high: isInvested && cashBelow !== null ? highOf(cash, Number(cashBelow)) : Number.POSITIVE_INFINITY,
  };
}

function highOf(cash: number, below: number): number {
  if (cash < 0) return Number.NEGATIVE_INFINITY;
  return below === 0 ? Number.POSITIVE_INFINITY : Math.fround(((cash * 100) / below) * (1 - MARGIN));
}
