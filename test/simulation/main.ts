// Program: plays seeded schedules of faults over the real saga, steps and adapter, and checks every end.
// --schedules N from --seed S, by --processes P side by side; --only K plays the K-th of them alone and prints it;
// --stop ends each process at its first schedule that breaks a rule.

import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { nthSchedule } from './draw';
import type { Part, Said } from './part';
import { play } from './play';
import { showFailure } from './show-failure';
import { addTally, emptyTally, type Tally } from './tally';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      processes: { type: 'string', default: String(availableParallelism()) },
      only: { type: 'string' },
      stop: { type: 'boolean', default: false },
    },
  });
  const [schedules, seed] = [wholeNumber('schedules', values.schedules), wholeNumber('seed', values.seed)];
  if (values.only !== undefined) return playOne(seed, wholeNumber('only', values.only));
  const processes = Math.max(1, wholeNumber('processes', values.processes));
  await playMany({ seed, stop: values.stop }, schedules, processes);
}

async function playMany(part: Part, schedules: number, processes: number): Promise<void> {
  const { seed } = part;
  const startedAt = performance.now();
  const tally = emptyTally();
  let given = 0;
  const next = () => {
    const numbers = Array.from({ length: Math.min(GIVEN_AT_ONCE, schedules - given) }, (_none, at) => given + at + 1);
    given += numbers.length;
    return numbers;
  };
  const parts = Array.from({ length: processes }, () => tallyOf(part, next));
  for (const part of await Promise.all(parts)) addTally(tally, part);
  const seconds = (performance.now() - startedAt) / 1000;
  table('outcomes', tally.outcomes);
  table('what resolving came to', tally.verdicts);
  table('faults that struck', tally.hits);
  console.log(
    `${tally.schedules} schedules from seed ${seed}: ${tally.portfolios} portfolios, ${tally.orders} orders, ${tally.events} events ` +
      `in ${seconds.toFixed(1)} s by ${processes} process${processes === 1 ? '' : 'es'} (${rate(tally.schedules, seconds)} schedules a second), ` +
      `${tally.cpuSeconds.toFixed(1)} s of computing (${rate(tally.schedules, tally.cpuSeconds)} a second of one processor)`,
  );
  console.log(tally.broken === 0 ? 'no invariant was broken' : `${tally.broken} schedules broke an invariant`);
  if (tally.broken > 0) process.exitCode = 1;
}

const GIVEN_AT_ONCE = 4;

function tallyOf(part: Part, next: () => number[]): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const child = fork(require.resolve('./part'), [JSON.stringify(part)], { serialization: 'advanced' });
    child.on('message', (said: Said) => {
      if (said === 'next') child.send(next());
      else resolve(said);
    });
    child.on('exit', (code, signal) => reject(new Error(`a process ended without its figures: ${signal ?? code}`)));
  });
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

function table(title: string, counts: ReadonlyMap<string, number>): void {
  console.log(`${title}:`);
  for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${name.padEnd(40)} ${String(count).padStart(9)}`);
}

function rate(count: number, seconds: number): string {
  return (count / seconds).toFixed(0);
}

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,10}$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`);
  return Math.trunc(+text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
