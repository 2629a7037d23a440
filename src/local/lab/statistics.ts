// Statistics of a contender's daily values. They are not money: they are computed in double precision from
// the exact values, and `showStatistic` rounds them.

/** 4 decimals, as JavaScript's `toFixed` rounds. */
export function showStatistic(value: number): string {
  return value.toFixed(4);
}

/** From one day to the next: 0.01 is one percent. */
export function returnsOf(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value / (values[index] ?? value) - 1);
}

/** The standard deviation of daily returns (sample, n - 1), times the root of 252 trading days, in percent. */
export function yearlyDeviation(returns: readonly number[]): number {
  const mean = returns.reduce((all, one) => all + one, 0) / returns.length;
  const squares = returns.reduce((all, one) => all + (one - mean) ** 2, 0);
  return Math.sqrt(squares / (returns.length - 1)) * Math.sqrt(TRADING_DAYS) * 100;
}

const TRADING_DAYS = 252;

/** The largest fall from a peak to a later close, in percent of the peak. */
export function maximumDrawdown(values: readonly number[]): number {
  let [peak, worst] = [0, 0];
  for (const value of values) {
    peak = Math.max(peak, value);
    worst = Math.max(worst, 1 - value / peak);
  }
  return worst * 100;
}

/** The tracking error: the deviation of the difference from the target's returns. */
export function trackingError(returns: readonly number[], target: readonly number[]): number {
  return yearlyDeviation(returns.map((one, index) => one - (target[index] ?? 0)));
}

/**
 * Half of what was traded, since each rebalance sells about what it buys, in percent of the mean value and for a year of 252 trading
 * days.
 */
export function yearlyTurnover(tradedUsd: number, values: readonly number[]): number {
  const mean = values.reduce((all, one) => all + one, 0) / values.length;
  return ((tradedUsd / 2 / mean) * 100 * TRADING_DAYS) / (values.length - 1);
}
