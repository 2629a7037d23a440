// Portfolios by seed, as many as are asked for and none of them kept: 500 symbols, held and traded with the popularity of a real market
// (Zipf), every weight within 3 % of its target, so that few are past their threshold of 5 %.

import { DEFAULT_POLICY } from '../src/domain/policy';
import type { IndexedPortfolio } from '../src/monitor/index/drift-index';

export interface Population {
  symbols: readonly string[];
  /** USD per share by symbol. */
  basePrices: ReadonlyMap<string, string>;
  /** The n-th portfolio: the same for the same seed. */
  portfolio(n: number): IndexedPortfolio;
  /** So many ticks, each near its symbol's base price. */
  ticks(count: number): Tick[];
}

export interface Tick {
  symbol: string;
  price: string;
}

const SYMBOLS = 500;
const POLICY = DEFAULT_POLICY;

export function createPopulation(seed: number, holdings: number): Population {
  const symbols = Array.from({ length: SYMBOLS }, (_, n) => `S${String(n).padStart(3, '0')}`);
  const random = seeded(seed);
  const base = symbols.map(() => Math.round((5 + 495 * random() ** 2) * 100) / 100);
  const popularity = zipf();
  return {
    symbols,
    basePrices: new Map(symbols.map((symbol, n) => [symbol, (base[n] ?? 1).toFixed(2)])),
    portfolio: (n) => portfolioOf(seeded(seed + 1 + n), holdings, symbols, base, popularity),
    ticks: (count) =>
      Array.from({ length: count }, () => {
        const n = drawn(popularity, random());
        return { symbol: symbols[n] ?? '', price: ((base[n] ?? 1) * (0.998 + 0.004 * random())).toFixed(4) };
      }),
  };
}

function portfolioOf(
  random: () => number,
  holdings: number,
  symbols: readonly string[],
  base: readonly number[],
  popularity: Float64Array,
): IndexedPortfolio {
  const chosen = new Set<number>();
  while (chosen.size < holdings) chosen.add(drawn(popularity, random()));
  const value = 10_000 + 990_000 * random();
  const percent = Math.floor(1_000_000 / holdings);
  const rest = 1_000_000 - percent * holdings;
  const parts = [...chosen].map((n, at) => {
    const target = (percent + (at === 0 ? rest : 0)) / 10_000;
    const worth = (value * 0.9975 * target * (0.97 + 0.06 * random())) / 100;
    return { symbol: symbols[n] ?? '', target, quantity: worth / (base[n] ?? 1), worth };
  });
  const cash = Math.max(value - parts.reduce((sum, { worth }) => sum + worth, 0), 0);
  return {
    cash: cash.toFixed(2),
    policy: POLICY,
    targets: parts.map(({ symbol, target }) => ({ symbol, percent: target.toFixed(4) })),
    holdings: parts.map(({ symbol, quantity }) => ({ symbol, quantity: quantity.toFixed(9) })),
  };
}

/**
 * Gives the portfolios one trigger each, in turn: a band in percentage points, a relative one, one for half their holdings together, one for
 * half the sum of all deviations, and limits for their cash. All are as wide as leaves few past them.
 */
export function mixed(n: number, portfolio: IndexedPortfolio): IndexedPortfolio {
  const { policy, targets } = portfolio;
  const symbols = targets.slice(0, Math.ceil(targets.length / 2)).map(({ symbol }) => symbol);
  const calm: IndexedPortfolio['policy'] = { ...policy, driftMode: 'absolute', driftThreshold: '20.0000' };
  const triggers = [
    { driftMode: 'absolute' as const, driftThreshold: '0.5000' },
    policy,
    { ...calm, assetClasses: [{ name: 'HALF', band: '2.0000', symbols }] },
    { ...calm, halfSumThreshold: '2.0000' },
    { ...calm, cashAbove: '9.0000', cashBelow: '0.0000' },
  ];
  return { ...portfolio, policy: { ...policy, ...triggers[n % triggers.length] } };
}

/** The share of all that the symbols up to each have. */
function zipf(): Float64Array {
  const shares = Float64Array.from({ length: SYMBOLS }, (_, n) => 1 / (n + 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => (sum += share / total));
}

function drawn(popularity: Float64Array, at: number): number {
  let [low, high] = [0, popularity.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((popularity[middle] ?? 1) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same numbers from 0 to 1 for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 0x9e3779b9, 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
