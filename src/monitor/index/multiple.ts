import { CHUNK_BITS, type Holders } from './holders';

/**
 * Returns how far the portfolio of a slot is from its targets, in multiples of half its band. The holding that is furthest away decides, and
 * above 1 it has drifted. A band that begins at or below zero is measured from zero, so that 1 is still its edge. Infinity when a holding has
 * to be sold whole, 0 for a portfolio that is worth nothing.
 */
export function multipleOf(
  { rows: { quantity, over, under, link }, symbols, first, count }: Holders,
  prices: readonly number[],
  cash: number,
  slot: number,
): number {
  const start = first[slot] as number;
  const end = start + (count[slot] as number);
  const worth = (at: number) =>
    (quantity[at] as number) * (prices[symbols[(link[at] as number) >>> CHUNK_BITS] as number] as number);
  let value = cash;
  for (let at = start; at < end; at += 1) value += worth(at);
  if (value <= 0) return 0;
  let largest = 0;
  for (let at = start; at < end; at += 1) {
    // The edges of its band, as parts of the value.
    const [upper, lower] = [1 / (over[at] as number), 1 / (under[at] as number)];
    const middle = lower > 0 ? (upper + lower) / 2 : 0;
    const multiple = Math.abs(worth(at) / value - middle) / (upper - middle);
    // NaN when a symbol is to be sold and none of it is held.
    if (multiple > largest) largest = multiple;
  }
  return largest;
}
