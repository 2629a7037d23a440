// The results of many schedules, as sums that can be added up and sent from process to process.

import type { Played } from './play';
import type { Schedule } from './schedule';

export interface Tally {
  schedules: number;
  portfolios: number;
  orders: number;
  events: number;
  /** How many broke an invariant. */
  broken: number;
  /** Of processor, by all processes together. */
  cpuSeconds: number;
  outcomes: Map<string, number>;
  verdicts: Map<string, number>;
  hits: Map<string, number>;
}

export function emptyTally(): Tally {
  return {
    schedules: 0,
    portfolios: 0,
    orders: 0,
    events: 0,
    broken: 0,
    cpuSeconds: 0,
    outcomes: new Map(),
    verdicts: new Map(),
    hits: new Map(),
  };
}

export function tallySchedule(tally: Tally, schedule: Schedule, played: Played): void {
  tally.schedules += 1;
  tally.portfolios += schedule.portfolios.length;
  for (const { broker } of played.records) tally.orders += broker.orders.length;
  tally.events += played.events;
  if (played.violations.length > 0) tally.broken += 1;
  for (const outcome of played.outcomes) add(tally.outcomes, outcome, 1);
  for (const verdict of played.verdicts) add(tally.verdicts, verdict, 1);
  for (const [kind, count] of played.hits) add(tally.hits, kind, count);
}

export function addTally(tally: Tally, other: Tally): void {
  for (const sum of ['schedules', 'portfolios', 'orders', 'events', 'broken', 'cpuSeconds'] as const)
    tally[sum] += other[sum];
  for (const counts of ['outcomes', 'verdicts', 'hits'] as const)
    for (const [name, count] of other[counts]) add(tally[counts], name, count);
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
