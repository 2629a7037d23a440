// I7: half the sum of all deviations, for the portfolios that have a threshold for it.

import type { DriftPolicy } from '../../domain/drift';
import { CHUNK_BITS, type Holders } from './holders';

/** What the deviations of one portfolio are measured against. All are parts of its value, not percents. */
export interface Scatter {
  /** The targets, in the order of its row. */
  targets: Float64Array;
  /** How large the distances from the targets may be together. */
  most: number;
}

/** A portfolio this near to its threshold is a candidate. A part of what is held and wanted; more than all roundings together. */
const NEAR = 2 ** -19;
/** As for the other bounds. */
const MARGIN = 2 ** -21;

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

/**
 * Gives each holder of a portfolio its part of `room`, within its own bounds. While no holder leaves its part, the portfolio is within its
 * threshold. Returns between which values that is so.
 */
export function shareRoom(
  holders: Holders,
  row: number,
  prices: readonly number[],
  { targets }: Scatter,
  value: number,
  room: number,
): { low: number; high: number } {
  const { bySymbol, rows } = holders;
  const part = room / targets.length / value;
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let at = row; at < row + targets.length; at += 1) {
    const x = worth(holders, at, prices);
    const weight = x / value;
    const over = Math.max((1 + MARGIN) / (weight + part), rows.over[at] as number);
    const under = Math.min(
      weight > part ? (1 - MARGIN) / (weight - part) : Number.POSITIVE_INFINITY,
      rows.under[at] as number,
    );
    const holder = rows.link[at] as number;
    bySymbol.over[holder] = over;
    bySymbol.under[holder] = under;
    // Zero times an infinite factor is NaN, which bounds nothing.
    if (x * over > low) low = x * over;
    if (x * under < high) high = x * under;
  }
  return { low, high };
}

function worth({ rows, symbols }: Holders, at: number, prices: readonly number[]): number {
  const symbol = symbols[(rows.link[at] as number) >>> CHUNK_BITS] as number;
  return (rows.quantity[at] as number) * (prices[symbol] as number);
}
