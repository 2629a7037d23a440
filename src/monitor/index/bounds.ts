import type { BandPolicy } from '../../domain/band';
import type { DriftPolicy } from '../../domain/drift';

/**
 * The values V of a whole portfolio at which a holding worth x is within its bounds: x·over ≤ V ≤ x·under. Infinity has
 * no such V (over) or no upper end (under).
 */
export interface Bounds {
  over: number;
  under: number;
}

/** Eight times what rounding to 32 bits can take away. */
const MARGIN = 2 ** -21;

/**
 * Returns the bounds of a holding with this target, as 32-bit floats, each narrower than the exact one by at least 6.9·2^-24 of
 * itself. They are those of `measureDrift` in domain/drift, solved for the portfolio's value. Percents have at most 4 decimals,
 * so that a difference of two is 0 or at least 1e-4, which 53 bits give to 2^-31 of itself.
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
 * The weights at the edges of the band, percent. A threshold times a target has 10 decimals at most, and is below 1e5: two such widths that
 * differ do so by more than 53 bits are wrong by, so the right one is taken.
 */
function edgesOf(target: number, policy: BandPolicy): [most: number, least: number] {
  const threshold = Number(policy.driftThreshold);
  const width = policy.driftMode === 'absolute' ? threshold : (target * threshold) / 100;
  const ceiling = policy.driftCeiling === null ? Number.POSITIVE_INFINITY : Number(policy.driftCeiling);
  const kept = Math.min(Math.max(width, Number(policy.driftFloor)), ceiling);
  if (policy.driftMode === 'absolute' || kept !== width) return [target + kept, target - kept];
  return [(target * (100 + threshold)) / 100, (target * (100 - threshold)) / 100];
}

/** The values V of a portfolio with this cash at which no cash trigger asks for a rebalance: low ≤ V ≤ high, as for `boundsOf`. */
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
