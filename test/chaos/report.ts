import type { Played } from './play';

/** The figures of a run: what it did, and what came of it. */
export interface Report {
  seeds: number;
  firstSeed: number;
  portfolios: number;
  orders: number;
  faults: Record<string, number>;
  strikes: Record<string, number>;
  outcomes: Record<string, number>;
  healMs: { median: number; max: number };
  seconds: number;
  /** Portfolios that were checked by every rule at their end. */
  checked: number;
  broken: { seed: number; violations: Played['violations'] }[];
}

export function reportOn(firstSeed: number, all: readonly Played[], seconds: number): Report {
  const heals = all.map(({ healMs }) => Math.round(healMs)).sort((a, b) => a - b);
  const ends = all.flatMap((played) => played.ends);
  return {
    seeds: all.length,
    firstSeed,
    portfolios: ends.length,
    orders: all.reduce((sum, { orders }) => sum + orders, 0),
    faults: countsOf(all.flatMap(({ faults }) => faults)),
    strikes: countsOf(all.flatMap(({ strikes }) => strikes)),
    outcomes: countsOf(ends),
    healMs: { median: heals[Math.floor((heals.length - 1) / 2)] ?? 0, max: heals.at(-1) ?? 0 },
    seconds: Math.round(seconds),
    checked: ends.filter((end) => end !== 'NOT AT REST').length,
    broken: all.filter(({ violations }) => violations.length > 0).map(({ seed, violations }) => ({ seed, violations })),
  };
}

export function show(report: Report): string {
  const { faults, strikes, outcomes, healMs } = report;
  return [
    ...table('outcomes', outcomes),
    ...table('faults that struck', faults),
    ...table('strikes', strikes),
    `${report.seeds} seeds from ${report.firstSeed}: ${report.portfolios} portfolios, ${report.orders} orders in ${report.seconds} s; ` +
      `healed within ${seconds(healMs.median)} s (median), ${seconds(healMs.max)} s (longest)`,
    report.broken.length === 0
      ? `${report.checked} portfolios checked at their end: no invariant was broken`
      : `${report.broken.length} seeds broke an invariant`,
  ].join('\n');
}

function table(title: string, counts: Record<string, number>): string[] {
  const rows = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(44)} ${String(count).padStart(6)}`);
  return [`${title}:`, ...rows];
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
