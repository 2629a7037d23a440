import type { Policy } from '../../domain/policy';

/** What of a policy decides whether a portfolio drifted. */
export type DriftPolicy = Pick<Policy, 'driftMode' | 'driftThreshold' | 'cashReserve'>;

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
 * itself. They are those of `isAbove` in domain/drift, solved for the portfolio's value. Percents have at most 4 decimals,
 * so that a difference of two is 0 or at least 1e-4, which 53 bits give to 2^-31 of itself.
 */
export function boundsOf(target: number, policy: DriftPolicy): Bounds {
  const threshold = Number(policy.driftThreshold);
  const invested = 100 - Number(policy.cashReserve);
  // Nothing is to be invested: such a portfolio has no drift.
  if (invested <= 0) return { over: 0, under: Number.POSITIVE_INFINITY };
  const [most, least] =
    policy.driftMode === 'absolute'
      ? [target + threshold, target - threshold]
      : [(target * (100 + threshold)) / 100, (target * (100 - threshold)) / 100];
  return {
    over: Math.fround((1e4 / (invested * most)) * (1 + MARGIN)),
    under: least > 0 ? Math.fround((1e4 / (invested * least)) * (1 - MARGIN)) : Number.POSITIVE_INFINITY,
  };
}
