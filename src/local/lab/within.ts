import type { DriftMode } from '../../domain/policy';

/**
 * True when floats are enough to see that no drift is near its threshold. Most days of most policies end here, in a hundredth of the
 * time that exact decimals take. It is never true above the threshold: the error of a float is far smaller than the margin, and
 * anything within the margin is decided exactly.
 *
 * `targets` are percents of the whole, and the unit of `threshold` depends on `driftMode`.
 */
export function isClearlyWithin(
  values: readonly number[],
  cash: number,
  targets: readonly number[],
  { driftMode, threshold }: { driftMode: DriftMode; threshold: number },
): boolean {
  const whole = values.reduce((all, one) => all + one, cash);
  return values.every((value, index) => {
    const target = targets[index] ?? 0;
    const points = Math.abs((value / whole) * 100 - target);
    const drift = driftMode === 'absolute' ? points : (points / target) * 100;
    return drift < threshold * (1 - MARGIN);
  });
}

const MARGIN = 1e-6;
