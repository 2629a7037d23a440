// Program: plays one process's share of the schedules, prints those that break a rule and sends the sums to whoever started it.

import { setImmediate } from 'node:timers/promises';
import { nthSchedule } from './draw';
import { play } from './play';
import { showFailure, showViolations } from './show-failure';
import { emptyTally, tallySchedule } from './tally';

/** Every `step`-th schedule of a seed from the `first` on, up to the one of number `schedules`. */
export interface Part {
  seed: number;
  first: number;
  step: number;
  schedules: number;
  /** Ends at the first that breaks a rule, and does not shrink it. */
  stop: boolean;
}

const FAILURES_SHOWN_MAX = 5;

async function main({ seed, first, step, schedules, stop }: Part): Promise<void> {
  // Faults are thrown by the million, and where one came from costs more than the fault.
  Error.stackTraceLimit = 0;
  const tally = emptyTally();
  for (let nth = first; nth <= schedules && !(stop && tally.broken > 0); nth += step) {
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

process.on('disconnect', () => process.exit());
main(JSON.parse(process.argv[2] ?? '') as Part).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(1);
});
