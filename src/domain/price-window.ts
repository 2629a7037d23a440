// How far the known prices of a symbol went lately: each of them may be a small step from the one before, and all of them together
// a fall that no step shows. Times are the market's, of trades and quotes, so that a replay of years in minutes is no fall.
//
// P1. Stretches lie on a fixed grid: what counts is the one under way and the one before. So every price of the last half hour counts, and
//     none that is older than an hour.

import { Decimal, decimal } from './money';
import { isBefore, msBetween } from './time';

const STRETCH_MS = 30 * 60_000;

/** USD per share. */
export interface PriceRange {
  low: string;
  high: string;
}

/** `since` is the ISO time at which the stretch began in which a price was noted last. */
export interface Lately extends PriceRange {
  since: string;
  before: PriceRange | null;
}

/** Returns what is known once `price` was noted at `at` (ISO); `known` is the price that was known until then. */
export function noted(lately: Lately | null, known: string | null, price: string, at: string): Lately {
  const [since, range] = [stretchOf(at), rangeOf(known === null ? [price] : [known, price])];
  if (lately === null) return { since, ...range, before: null };
  const { low, high, before } = lately;
  if (since === lately.since) return { since, ...rangeOf([low, high, price]), before };
  return { since, ...range, before: isNext(lately.since, since) ? { low, high } : null };
}

/** Returns between which prices it was known within the window that ends at `at` (ISO), or undefined. */
export function rangeAt(lately: Lately | null, at: string): PriceRange | undefined {
  if (lately === null) return undefined;
  const { since, low, high, before } = lately;
  // Another feed may show an earlier time than the one by which it was noted.
  if (!isBefore(since, stretchOf(at)))
    return before === null ? { low, high } : rangeOf([low, high, before.low, before.high]);
  return isNext(since, stretchOf(at)) ? { low, high } : undefined;
}

function stretchOf(at: string): string {
  const ms = Date.parse(at);
  return new Date(ms - (ms % STRETCH_MS)).toISOString();
}

function isNext(since: string, later: string): boolean {
  return msBetween(since, later) === STRETCH_MS;
}

function rangeOf(prices: readonly string[]): PriceRange {
  const amounts = prices.map((price) => decimal(price));
  return { low: Decimal.min(...amounts).toFixed(), high: Decimal.max(...amounts).toFixed() };
}
