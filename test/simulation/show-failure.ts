import type { Played } from './play';
import type { Schedule } from './schedule';
import { shrink } from './shrink';

const VIOLATIONS_SHOWN_MAX = 6;

/** Prints what a schedule broke, shrunk to the least that breaks it, and how to play it again. */
export async function showFailure(seed: number, nth: number, schedule: Schedule, played: Played): Promise<void> {
  const smallest = await shrink(schedule, played);
  showViolations(seed, nth, smallest.played);
  console.log(`  shrunk from ${sizeOf(schedule)} to ${sizeOf(smallest.schedule)}:`);
  for (const fault of smallest.schedule.faults) console.log(`  ${JSON.stringify(fault)}`);
  if (smallest.schedule.portfolios.length === 1) console.log(`  ${JSON.stringify(smallest.schedule.portfolios[0])}`);
}

export function showViolations(seed: number, nth: number, { violations }: Played): void {
  console.log(
    `schedule ${nth} of seed ${seed} broke an invariant; again: npm run simulate -- --seed ${seed} --only ${nth}`,
  );
  for (const { portfolio, invariant, message } of violations.slice(0, VIOLATIONS_SHOWN_MAX))
    console.log(`  ${invariant} ${portfolio}: ${message}`);
}

function sizeOf({ portfolios, faults }: Schedule): string {
  return `${portfolios.length} portfolios and ${faults.length} faults`;
}
