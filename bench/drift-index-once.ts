// Program: measures the drift index at so many portfolios of so many holdings each, in a process of its own, and prints one row as JSON.
// A third number that is not 0 mixes the triggers.

import { createDriftIndex } from '../src/monitor/index/drift-index';
import { exactLoop, incrementalLoop, type Loop } from './decimal-loops';
import { createPopulation, mixed, type Tick } from './population';

const SEED = 20261124;
/** The decimal loops run over the first so many of the same portfolios: a check costs them the same however many there are. */
const SAMPLE = 2_000;
const SECONDS = 3;
const TICKS = 20_000;

export interface MeasuredIndex {
  portfolios: number;
  holdings: number;
  triggers: 'relative' | 'mixed';
  buildSeconds: number;
  rssMb: number;
  bytesPerHolding: number;
  bytesPerPortfolio: number;
  /** Portfolios that a tick is checked for, on average. */
  holders: number;
  millionChecksPerSecond: number;
  exactChecksPerSecond: number;
  incrementalChecksPerSecond: number;
  ratioToExact: number;
  ratioToIncremental: number;
  candidatesPercent: number;
}

function main([portfolios = 0, holdings = 0, isMixed = 0]: number[]): MeasuredIndex {
  const population = createPopulation(SEED, holdings);
  const portfolioOf = (n: number) => (isMixed === 0 ? population.portfolio(n) : mixed(n, population.portfolio(n)));
  const ticks = population.ticks(TICKS);
  // What generating costs in code and garbage is not the index's.
  for (let n = 0; n < 1_000; n += 1) population.portfolio(n);
  const rssBefore = residentBytes();
  const index = createDriftIndex();
  for (const [symbol, price] of population.basePrices) index.setPrice(symbol, price);
  let buildMs = 0;
  for (let n = 0; n < portfolios; n += 1) {
    const portfolio = portfolioOf(n);
    const startedAt = performance.now();
    index.put(n, portfolio);
    buildMs += performance.now() - startedAt;
  }
  const rss = residentBytes() - rssBefore;
  const indexed = measure(({ symbol, price }) => index.setPrice(symbol, price), ticks);
  const candidates = new Set(index.candidates());

  const sample = Array.from({ length: Math.min(SAMPLE, portfolios) }, (_, n) => portfolioOf(n));
  const exact = measure(exactLoop(sample, population.basePrices), ticks);
  const incremental = measure(incrementalLoop(sample, population.basePrices), ticks);
  const bytes = index.bytes();
  return {
    portfolios,
    holdings,
    triggers: isMixed === 0 ? 'relative' : 'mixed',
    buildSeconds: round(buildMs / 1_000, 1),
    rssMb: round(rss / 2 ** 20, 0),
    bytesPerHolding: round(bytes.holdings / (portfolios * holdings), 1),
    bytesPerPortfolio: round(bytes.portfolios / portfolios, 1),
    holders: round(indexed.checks / indexed.ticks, 0),
    millionChecksPerSecond: round(indexed.perSecond / 1e6, 1),
    exactChecksPerSecond: round(exact.perSecond, 0),
    incrementalChecksPerSecond: round(incremental.perSecond, 0),
    ratioToExact: round(indexed.perSecond / exact.perSecond, 0),
    ratioToIncremental: round(indexed.perSecond / incremental.perSecond, 0),
    candidatesPercent: round((candidates.size * 100) / portfolios, 2),
  };
}

/** By processor time: others are at work on this machine. */
function measure(loop: Loop, ticks: readonly Tick[]) {
  const run = (seconds: number) => {
    const startedAt = cpuSeconds();
    let [checks, done] = [0, 0];
    while (cpuSeconds() - startedAt < seconds) {
      const tick = ticks[done % ticks.length];
      if (tick !== undefined) checks += loop(tick);
      done += 1;
    }
    return { checks, ticks: done, perSecond: checks / (cpuSeconds() - startedAt) };
  };
  run(SECONDS / 3);
  return run(SECONDS);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

console.log(JSON.stringify(main(process.argv.slice(2).map((text) => Number.parseInt(text, 10)))));
