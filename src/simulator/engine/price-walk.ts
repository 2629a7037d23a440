// Prices that move by themselves: a seeded random walk of all symbols, half of each move shared as in a real market.

import { type Decimal, decimal, HUNDRED, halfEvenToPrice } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import type { SimulatorState } from './state';

export interface PriceWalk {
  /** The state of the random numbers: a 32-bit integer that the seed started. */
  random: number;
  intervalMs: number;
  /** A step's usual size, percent of the price. */
  volatilityPercent: string;
  /** Those that move, in symbol order. */
  symbols: TickerSymbol[];
  /** Market time of the next step. */
  nextAt: number;
}

const LOWEST = decimal('0.0100');
const MILLION = 1_000_000;
/** Steps are made up for at the next request; after a long silence only this many are. */
const STEPS_MAX = 10_000;

/** Moves the prices to where they are at market time `time`; `before` runs ahead of each step with the step's time. */
export function walkPrices(state: SimulatorState, time: number, before: (at: number) => void): void {
  const { walk } = state;
  if (walk === null) return;
  const missed = Math.floor((time - walk.nextAt) / walk.intervalMs) - STEPS_MAX;
  if (missed > 0) walk.nextAt += missed * walk.intervalMs;
  for (; walk.nextAt <= time; walk.nextAt += walk.intervalMs) {
    before(walk.nextAt);
    step(state, walk);
  }
}

function step(state: SimulatorState, walk: PriceWalk): void {
  const shared = draw(walk);
  for (const symbol of walk.symbols) {
    const asset = state.assets.get(symbol);
    const own = draw(walk);
    if (asset === undefined) continue;
    const halves = decimal(String(shared + own)).div(decimal('2'));
    const percent = halves.div(decimal(String(MILLION))).times(decimal(walk.volatilityPercent));
    asset.price = moved(asset.price, percent.div(HUNDRED));
    asset.pricedAt = walk.nextAt;
  }
}

function moved(price: Decimal, move: Decimal): Decimal {
  const next = halfEvenToPrice(price.plus(price.times(move)));
  return next.lessThan(LOWEST) ? LOWEST : next;
}

/** A whole number of millionths around 0, usually within one: the sum of four even ones, roughly a bell. */
function draw(walk: PriceWalk): number {
  let total = 0;
  for (let n = 0; n < 4; n += 1) total += (nextRandom(walk) % (2 * MILLION + 1)) - MILLION;
  return total;
}

/** An even 32-bit integer: a counter with odd steps, its bits mixed by multiplication. */
function nextRandom(walk: PriceWalk): number {
  walk.random = (walk.random + 0x9e3779b9) >>> 0;
  let mixed = walk.random;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97) >>> 0;
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
