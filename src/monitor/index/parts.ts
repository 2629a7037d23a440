// I7 and I9: what a portfolio has left before a sum over its holdings is past its limit, in parts that each holding keeps to alone.

import { type Classes, classRoom } from './classes';
import { type Holders, worth } from './holders';
import { type Scatter, scatterRoom } from './scatter';

/** The sums that a portfolio is held to, besides the weight of each holding. */
export interface Sums {
  scatter: Scatter | undefined;
  classes: Classes | undefined;
}

/** As for the other bounds. */
const MARGIN = 2 ** -21;

/**
 * Gives each holder of a portfolio worth `value` its part of the room of every sum, within its own bounds. While no holder leaves its part, no
 * sum is past its limit. Returns between which values that is so, or how far the portfolio is past a limit already.
 */
export function shareRoom(
  { scatter, classes }: Sums,
  holders: Holders,
  row: number,
  count: number,
  prices: readonly number[],
  value: number,
): { low: number; high: number } | { excess: number } {
  const room = scatter && scatterRoom(holders, row, prices, scatter, value);
  if (scatter !== undefined && room !== undefined && room <= 0)
    return { excess: Math.max(1, 1 - room / (scatter.most * value)) };
  const ofClasses = classes && classRoom(classes, holders, row, count, prices, value);
  if (ofClasses !== undefined && ofClasses.excess > 0) return { excess: Math.max(1, ofClasses.excess) };
  const { bySymbol, rows } = holders;
  const part = room === undefined ? Number.POSITIVE_INFINITY : room / count / value;
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let n = 0; n < count; n += 1) {
    const at = row + n;
    const x = worth(holders, at, prices);
    const weight = x / value;
    // One of no class has undefined here.
    const one = classes?.[n] as number;
    const up = Math.min(part, ofClasses?.up[one] ?? part);
    const down = Math.min(part, ofClasses?.down[one] ?? part);
    const over = Math.max((1 + MARGIN) / (weight + up), rows.over[at] as number);
    const under = Math.min(
      weight > down ? (1 - MARGIN) / (weight - down) : Number.POSITIVE_INFINITY,
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
