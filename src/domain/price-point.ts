// What a price was lately, for people who look at a jump: the first good price of each quarter of an hour. Nothing is decided by it.

import { later } from './time';

/** USD per share. `at` is ISO: when it was noted. */
export interface PricePoint {
  price: string;
  at: string;
}

const QUARTER_MS = 15 * 60_000;
/** Over a weekend and two days of trading. */
export const POINTS_KEPT_DAYS = 5;

/** Returns when the quarter of an hour began in which `at` (ISO) is. */
export function quarterOf(at: string): string {
  const ms = Date.parse(at);
  return new Date(ms - (ms % QUARTER_MS)).toISOString();
}

/** Returns the time before which points are forgotten at `at` (ISO). */
export function forgottenBefore(at: string): string {
  return later(at, -POINTS_KEPT_DAYS * 24 * 3_600_000);
}
