// Where a value is on an axis, and which values are named on it.
//
// Drawing is the one place where amounts become floats: a pixel needs no more than three digits, and nothing is decided on them.

export interface Scale {
  /** From a value to a position between 0 and 1. */
  at: (value: number) => number;
  ticks: number[];
}

/** Returns a scale that begins and ends at round numbers around `values`, with about `count` ticks. */
export function linearScale(values: readonly number[], count: number): Scale {
  const { low, high } = rangeOf(values);
  const step = roundStep((high - low || Math.abs(high) || 1) / count);
  const [first, last] = [Math.floor(low / step), Math.max(Math.ceil(high / step), Math.floor(low / step) + 1)];
  const ticks = Array.from({ length: last - first + 1 }, (_none, index) => plain((first + index) * step));
  return { at: (value) => (value - first * step) / ((last - first) * step), ticks };
}

/** Returns a scale on which equal ratios are equally far apart, from and to 1, 2 or 5 times a power of ten. All `values` are above 0. */
export function logScale(values: readonly number[]): Scale {
  const { low, high } = rangeOf(values);
  const ladder = logLadder(low, high);
  const [first, last] = [ladder[0] ?? low, ladder.at(-1) ?? high];
  const ticks = ladder.length > LOG_TICKS_MAX ? ladder.filter(isPowerOfTen) : ladder;
  return { at: (value) => Math.log(value / first) / Math.log(last / first), ticks };
}

const LOG_TICKS_MAX = 8;

/** From the last one at or below `low` to the first one at or above `high`, and at least two. */
function logLadder(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high)) + 1];
  const all = Array.from({ length: to - from + 1 }, (_none, power) =>
    [1, 2, 5].map((step) => plain(step * 10 ** (from + power))),
  ).flat();
  const start = all.findLastIndex((tick) => tick <= low);
  const end = all.findIndex((tick) => tick >= high);
  return all.slice(start, Math.max(end, start + 1) + 1);
}

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.round(Math.log10(value) * 1e9) / 1e9);
}

function rangeOf(values: readonly number[]): { low: number; high: number } {
  // A spread of 33 years of days into Math.min would be too many arguments.
  return values.reduce(({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }), {
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  });
}

/** The next of 1, 2, 2.5 and 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((step) => step * power >= least * 0.999) ?? 10);
}

/** 0.30000000000000004 is 0.3. */
function plain(value: number): number {
  return Number.parseFloat(value.toPrecision(12));
}
