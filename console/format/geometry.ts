// Where a bar ends on the screen. A float is good enough for a length; nothing here is ever shown as a figure.

/** Returns about how much a decimal is, for a place on the screen. */
export function roughly(text: string): number {
  return parseFloat(text);
}

/** Returns how long `text` is on a scale from 0 to `full`, between 0 and 1. */
export function fractionOf(text: string, full: string): number {
  const [part, whole] = [parseFloat(text), parseFloat(full)];
  if (!Number.isFinite(part) || !Number.isFinite(whole) || whole <= 0) return 0;
  return within(part / whole);
}

/** Returns how long a drift is when twice its threshold fills the bar, so that the threshold is in the middle. */
export function driftFraction(drift: string, threshold: string): number {
  return fractionOf(drift, `${parseFloat(threshold) * 2}`);
}

/** Returns from where to where a weight may be without a trade: a threshold is percent of the target, or percentage points. */
export function bandOf(
  target: string,
  threshold: string,
  mode: 'relative' | 'absolute',
  full: string,
): { from: number; to: number } {
  const [at, limit, whole] = [parseFloat(target), parseFloat(threshold), parseFloat(full)];
  const half = mode === 'absolute' ? limit : (at * limit) / 100;
  return { from: within((at - half) / whole), to: within((at + half) / whole) };
}

/** Returns how high a bar is for each count, between 0 and 1. The scale is logarithmic, so that one among a million is seen. */
export function barHeights(counts: readonly number[]): number[] {
  const logs = counts.map((count) => Math.log10(1 + count));
  const most = Math.max(1, ...logs);
  return logs.map((log) => log / most);
}

/** Returns a scale that leaves room beyond the longest of several decimals, for the band around it. */
export function roomFor(texts: readonly string[]): string {
  return `${parseFloat(longestOf(texts)) * 1.2}`;
}

function within(fraction: number): number {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}

/** Returns the longest of several decimals, as its own text. */
function longestOf(texts: readonly string[]): string {
  return texts.reduce((longest, text) => (parseFloat(text) > parseFloat(longest) ? text : longest), '0');
}
