// Program: kills and stops real processes by seed while portfolios are rebalanced, heals, and checks every end.
// --seeds N from --seed S; --only K plays seed K alone; --json FILE writes the figures.

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runUntilStopped } from '../../src/local/until-stopped';
import { drawPlan } from './draw';
import { type Played, play } from './play';
import { reportOn, show } from './report';
import { type Stand, startStand } from './stand';

/** The simulator writes all of its books at each change: after so many seeds a fresh stand is faster. */
const SEEDS_PER_STAND = 25;

let stand: Stand | undefined;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const first = wholeNumber('seed', values.only ?? values.seed);
  const count = values.only === undefined ? wholeNumber('seeds', values.seeds) : 1;
  if (values.only !== undefined) console.log(JSON.stringify(drawPlan(first), null, 1));
  const startedAt = performance.now();
  const all: Played[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    if (nth % SEEDS_PER_STAND === 0) await renewStand();
    const played = await play(stand as Stand, drawPlan(first + nth));
    all.push(played);
    showOne(played);
  }
  const report = reportOn(first, all, (performance.now() - startedAt) / 1_000);
  console.log(show(report));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return report.broken.length === 0 ? 0 : 1;
}

async function renewStand(): Promise<void> {
  await stand?.close();
  stand = await startStand();
}

function showOne({ seed, ends, strikes, healMs, totalMs, violations }: Played): void {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  console.log(
    `seed ${seed}: ${strikes.join(', ') || 'nothing struck'} → ${ends.join(', ')} (healed in ${seconds(healMs)} s of ${seconds(totalMs)} s)`,
  );
  if (violations.length === 0) return;
  console.log(`  broke an invariant; again: npm run chaos -- --only ${seed}`);
  for (const { portfolio, invariant, message } of violations) console.log(`  ${invariant} ${portfolio}: ${message}`);
  for (const line of stand?.processes.report() ?? []) console.log(`  ${line}`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^[0-9]{1,7}$/.test(text)) throw new RangeError(`--${name} must be a whole number, not "${text}"`);
  return Math.trunc(+text);
}

void runUntilStopped({ name: 'chaos', work: main, close: async () => stand?.close() });
