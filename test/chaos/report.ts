import type { Played } from './play';

/** The figures of a run: what it did, and what came of it. */
export interface Report {
  seeds: number;
  firstSeed: number;
  portfolios: number;
  orders: number;
  faults: Record<string, number>;
  strikes: Record<string, number>;
  /** Of the faults of money: in how many seeds each was drawn, and in how many of them it struck. */
  drawn: Record<string, { seeds: number; struck: number }>;
  /** Ends of portfolios once everything had healed, of their batches by then, and of a person's resolves. */
  outcomes: Record<string, number>;
  batches: Record<string, number>;
  verdicts: Record<string, number>;
  healMs: { median: number; max: number };
  seconds: number;
  /** Ends of portfolios that were checked by every rule, and those rules. */
  checked: number;
  /** Histories of runs that were kept and replayed, and beginnings of them. */
  replayed: number;
  beginnings: number;
  invariants: readonly string[];
  broken: { seed: number; rules: Played['broken'] }[];
}

/** src/check, the journal, the audit chain, that everything comes to rest, and what Temporal keeps of the runs. */
const INVARIANTS = 'I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I12 I14 I15 I17 I20 I21 I41 I42 I43 I44 I45'.split(' ');

export function reportOn(firstSeed: number, all: readonly Played[], seconds: number): Report {
  const heals = all.map(({ healMs }) => Math.round(healMs)).sort((a, b) => a - b);
  const ends = all.flatMap((played) => played.ends);
  return {
    seeds: all.length,
    firstSeed,
    portfolios: ends.length,
    orders: all.reduce((sum, { orders }) => sum + orders, 0),
    faults: countsOf(all.flatMap(({ faults }) => faults)),
    drawn: drawnOf(all.flatMap(({ drawn }) => drawn)),
    strikes: countsOf(all.flatMap(({ strikes }) => strikes)),
    outcomes: countsOf(ends),
    batches: countsOf(all.flatMap(({ batches }) => batches)),
    verdicts: countsOf(all.flatMap(({ verdicts }) => verdicts)),
    healMs: { median: heals[Math.floor((heals.length - 1) / 2)] ?? 0, max: heals.at(-1) ?? 0 },
    seconds: Math.round(seconds),
    checked: all.reduce((sum, played) => sum + played.checked, 0),
    replayed: all.reduce((sum, played) => sum + played.replayed, 0),
    beginnings: all.reduce((sum, played) => sum + played.beginnings, 0),
    invariants: INVARIANTS,
    broken: all.filter(({ broken }) => broken.length > 0).map(({ seed, broken }) => ({ seed, rules: broken })),
  };
}

export function show(report: Report): string {
  const { drawn, faults, strikes, outcomes, batches, verdicts, healMs } = report;
  return [
    ...table('how portfolios ended', outcomes),
    ...table('and their batches', batches),
    ...table('what resolving came to', verdicts),
    ...table('faults that struck', faults),
    ...table('strikes', strikes),
    'faults of money, in how many seeds they were drawn, and in how many they struck:',
    ...Object.entries(drawn).map(
      ([name, { seeds, struck }]) => `  ${name.padEnd(44)} ${`${seeds}`.padStart(6)} ${`${struck}`.padStart(6)}`,
    ),
    `${report.seeds} seeds from ${report.firstSeed}: ${report.portfolios} portfolios, ${report.orders} orders in ${report.seconds} s; ` +
      `healed within ${seconds(healMs.median)} s (median), ${seconds(healMs.max)} s (longest)`,
    report.broken.length === 0
      ? `${report.checked} ends checked by ${report.invariants.length} invariants, ${report.replayed} histories replayed, and ${report.beginnings} beginnings of them: none was broken`
      : `${report.broken.length} seeds broke an invariant`,
  ].join('\n');
}

function table(title: string, counts: Record<string, number>): string[] {
  const rows = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(44)} ${String(count).padStart(6)}`);
  return [`${title}:`, ...rows];
}

function drawnOf(all: Played['drawn']): Report['drawn'] {
  const counts: Report['drawn'] = {};
  for (const { name, struck } of [...all].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { seeds, struck: before } = counts[name] ?? { seeds: 0, struck: 0 };
    counts[name] = { seeds: seeds + 1, struck: before + (struck ? 1 : 0) };
  }
  return counts;
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
