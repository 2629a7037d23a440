// Program: plays the schedules it is given, prints those that break a rule and sends the sums to the program that started it.

import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { nthSchedule } from './draw';
import { play } from './play';
import { showFailure, showViolations } from './show-failure';
import { emptyTally, type Tally, tallySchedule } from './tally';

export interface Part {
  seed: number;
  /** Ends at the first that breaks a rule, and does not shrink it. */
  stop: boolean;
}

/** It asks for the next schedules (the answer is their numbers, none when it is over) and reports all results at its end. */
export type Said = 'next' | Tally;

const FAILURES_SHOWN_MAX = 5;

async function main({ seed, stop }: Part): Promise<void> {
  // Faults are thrown by the million, and where one came from costs more than the fault.
  Error.stackTraceLimit = 0;
  const tally = emptyTally();
  for await (const nth of given()) {
    if (stop && tally.broken > 0) break;
    const schedule = nthSchedule(seed, nth);
    const played = await play(schedule);
    tallySchedule(tally, schedule, played);
    // No message is heard while a schedule is played: here it is that a process notices that it is alone.
    await setImmediate();
    if (played.violations.length === 0 || tally.broken > FAILURES_SHOWN_MAX) continue;
    if (stop) showViolations(seed, nth, played);
    else await showFailure(seed, nth, schedule, played);
  }
  tally.cpuSeconds = process.cpuUsage().user / 1_000_000;
  process.send?.(tally, () => process.disconnect());
}

/** Some schedules take a hundred times longer than others: whichever process is free plays the next ones. */
async function* given(): AsyncGenerator<number> {
  for (;;) {
    process.send?.('next' satisfies Said);
    const [numbers] = (await once(process, 'message')) as [number[]];
    if (numbers.length === 0) return;
    yield* numbers;
  }
}

process.on('disconnect', () => process.exit());
main(JSON.parse(process.argv[2] ?? '') as Part).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
