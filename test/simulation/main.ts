// Program: plays seeded schedules of faults over the real saga, steps and adapter, and checks every end.
// --schedules N from --seed S; --only K plays the K-th of them alone and prints it; --stop ends at the first that breaks a rule.

import { parseArgs } from 'node:util';
import { drawSchedule } from './draw';
import { type Played, play } from './play';
import { createRandom } from './random';
import type { Schedule } from './schedule';
import { shrink } from './shrink';

const FAILURES_SHOWN_MAX = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      stop: { type: 'boolean', default: false },
    },
  });
  const [schedules, seed] = [wholeNumber('schedules', values.schedules), wholeNumber('seed', values.seed)];
  if (values.only !== undefined) return playOne(seed, wholeNumber('only', values.only));
  await playMany(schedules, seed, values.stop);
}

async function playMany(schedules: number, seed: number, stop: boolean): Promise<void> {
  // Faults are thrown by the million, and where one came from costs more than the fault.
  Error.stackTraceLimit = 0;
  const startedAt = performance.now();
  const sums = { portfolios: 0, orders: 0, events: 0 };
  const [outcomes, verdicts, hits] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  let broken = 0;
  for (let nth = 1; nth <= schedules; nth += 1) {
    const schedule = nthSchedule(seed, nth);
    const played = await play(schedule);
    sums.portfolios += schedule.portfolios.length;
    for (const { broker } of played.records) sums.orders += broker.orders.length;
    sums.events += played.events;
    for (const outcome of played.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (const verdict of played.verdicts) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    for (const [kind, count] of played.hits) hits.set(kind, (hits.get(kind) ?? 0) + count);
    if (played.violations.length === 0) continue;
    broken += 1;
    if (stop) return showUnshrunk(seed, nth, played);
    if (broken <= FAILURES_SHOWN_MAX) await showFailure(seed, nth, schedule, played);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = process.cpuUsage().user / 1_000_000;
  table('outcomes', outcomes);
  table('what resolving came to', verdicts);
  table('faults that struck', hits);
  console.log(
    `${schedules} schedules from seed ${seed}: ${sums.portfolios} portfolios, ${sums.orders} orders, ${sums.events} events ` +
      `in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of it computing ` +
      `(${(schedules / cpuSeconds).toFixed(0)} schedules a second of computing)`,
  );
  console.log(broken === 0 ? 'no invariant was broken' : `${broken} schedules broke an invariant`);
  if (broken > 0) process.exitCode = 1;
}

async function playOne(seed: number, nth: number): Promise<void> {
  const schedule = nthSchedule(seed, nth);
  const played = await play(schedule);
  console.log(JSON.stringify(schedule.faults, null, 1));
  table('outcomes', new Map(played.outcomes.map((outcome, index) => [`${index + 1} ${outcome}`, 1])));
  table('faults that struck', played.hits);
  if (played.violations.length === 0) return console.log('no invariant was broken');
  await showFailure(seed, nth, schedule, played);
  process.exitCode = 1;
}

async function showFailure(seed: number, nth: number, schedule: Schedule, played: Played): Promise<void> {
  const smallest = await shrink(schedule, played);
  console.log(
    `schedule ${nth} of seed ${seed} broke an invariant; again: npm run simulate -- --seed ${seed} --only ${nth}`,
  );
  for (const { portfolio, invariant, message } of smallest.played.violations.slice(0, 6))
    console.log(`  ${invariant} ${portfolio}: ${message}`);
  console.log(`  shrunk from ${sizeOf(schedule)} to ${sizeOf(smallest.schedule)}:`);
  for (const fault of smallest.schedule.faults) console.log(`  ${JSON.stringify(fault)}`);
  if (smallest.schedule.portfolios.length === 1) console.log(`  ${JSON.stringify(smallest.schedule.portfolios[0])}`);
}

function showUnshrunk(seed: number, nth: number, { violations }: Played): void {
  console.log(`schedule ${nth} of seed ${seed} broke an invariant`);
  for (const { portfolio, invariant, message } of violations) console.log(`  ${invariant} ${portfolio}: ${message}`);
  process.exitCode = 1;
}

function nthSchedule(seed: number, nth: number): Schedule {
  return drawSchedule(createRandom(seed, `schedule ${nth}`).int(0, 0xffff_ffff));
}

function sizeOf({ portfolios, faults }: Schedule): string {
  return `${portfolios.length} portfolios and ${faults.length} faults`;
}

function table(title: string, counts: ReadonlyMap<string, number>): void {
  console.log(`${title}:`);
  for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${name.padEnd(40)} ${String(count).padStart(9)}`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,10}$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`);
  return Math.trunc(+text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
