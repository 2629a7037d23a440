import { type Played, play } from './play';
import type { Schedule } from './schedule';

/** Plays at most this many smaller schedules. */
const PLAYS_MAX = 200;

/** Returns a smaller schedule that breaks one of the same rules: fewer faults and portfolios, as few as it finds. */
export async function shrink(schedule: Schedule, broken: Played): Promise<{ schedule: Schedule; played: Played }> {
  const rules = new Set(broken.violations.map(({ invariant }) => invariant));
  let smallest = { schedule, played: broken };
  let plays = 0;
  for (let progress = true; progress && plays < PLAYS_MAX; ) {
    progress = false;
    for (const smaller of smallerOnes(smallest.schedule)) {
      plays += 1;
      if (plays > PLAYS_MAX) break;
      const played = await play(smaller);
      if (!played.violations.some(({ invariant }) => rules.has(invariant))) continue;
      smallest = { schedule: smaller, played };
      progress = true;
      break;
    }
  }
  return smallest;
}

/** The boldest cut first: one portfolio alone, then without one fault, without one portfolio. */
function* smallerOnes(schedule: Schedule): Generator<Schedule> {
  const { portfolios, faults } = schedule;
  if (portfolios.length > 1) for (const one of portfolios) yield withOnly(schedule, [one]);
  for (const fault of faults) yield { ...schedule, faults: faults.filter((other) => other !== fault) };
  if (portfolios.length > 2)
    for (const one of portfolios)
      yield withOnly(
        schedule,
        portfolios.filter((other) => other !== one),
      );
}

/** A fault goes with the portfolio it is aimed at. */
function withOnly(schedule: Schedule, portfolios: Schedule['portfolios']): Schedule {
  const ids = new Set(portfolios.map(({ id }) => id));
  const faults = schedule.faults.filter((fault) => !('portfolio' in fault) || ids.has(fault.portfolio));
  return { ...schedule, portfolios, faults };
}
