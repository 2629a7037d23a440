// Program: kills and stops real processes by seed while portfolios are rebalanced, heals, and checks every end.
// --seeds N from --seed S; --only K plays seed K alone; --json FILE writes the figures.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runUntilStopped } from '../../src/local/process/until-stopped';
import { drawPlan } from './draw';
import { type Played, play } from './play';
import { reportOn, show } from './report';
import { type Stand, startStand } from './stand';

/** The simulator writes all of its books at each change, so after this many seeds a fresh stand is faster. */
const SEEDS_PER_STAND = 25;
/** Most of a seed is waiting for what died to be missed, so several are played at once, each on servers of its own. */
const STANDS = '2';

/** Also those that are still starting. */
const stands = new Set<Promise<Stand>>();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      stands: { type: 'string', default: STANDS },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const first = wholeNumber('seed', values.only ?? values.seed);
  const count = values.only === undefined ? wholeNumber('seeds', values.seeds) : 1;
  if (values.only !== undefined) console.log(JSON.stringify(drawPlan(first), null, 1));
  const startedAt = performance.now();
  const waiting = Array.from({ length: count }, (_none, nth) => first + nth);
  const all: Played[] = [];
  const lanes = Math.min(count, wholeNumber('stands', values.stands));
  await Promise.all(Array.from({ length: lanes }, () => playAll(waiting, all)));
  const report = reportOn(first, all, (performance.now() - startedAt) / 1_000);
  console.log(show(report));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.broken.length === 0 ? 0 : 1;
}

/** Plays the next of `waiting` until there is none. */
async function playAll(waiting: number[], all: Played[]): Promise<void> {
  while (waiting.length > 0) {
    const starting = startStand();
    stands.add(starting);
    const stand = await starting;
    for (let nth = 0; nth < SEEDS_PER_STAND; nth += 1) {
      const seed = waiting.shift();
      if (seed === undefined) break;
      const played = await play(stand, drawPlan(seed));
      all.push(played);
      showOne(played, stand);
    }
    await stand.close();
    stands.delete(starting);
  }
}

function showOne({ seed, ends, strikes, healMs, totalMs, broken }: Played, { processes }: Stand): void {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  console.log(
    `seed ${seed}: ${strikes.join(', ') || 'nothing struck'} → ${ends.join(', ')} (healed in ${seconds(healMs)} s of ${seconds(totalMs)} s)`,
  );
  if (broken.length === 0) return;
  console.log(`  broke an invariant; again: npm run chaos -- --only ${seed}`);
  for (const { portfolio, invariant, message } of broken) console.log(`  ${invariant} ${portfolio}: ${message}`);
  for (const line of processes.report()) console.log(`  ${line}`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,7}$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`);
  return Math.trunc(+text);
}

const closeAll = async () => {
  // One that did not start has nothing left.
  const started = (await Promise.allSettled(stands)).filter((stand) => stand.status === 'fulfilled');
  await Promise.all(started.map(({ value }) => value.close()));
};
void runUntilStopped({ name: 'chaos', work: main, close: closeAll });
