import { randomUUID } from 'node:crypto';
import { quietTemporal } from '../support/quiet-temporal';
import { drawCompared, endsOfModel } from './compared';
import { connectToTemporal, type OnTemporal } from './on-temporal';
import type { Schedule } from './schedule';

// The same schedules on the re-enactment and on the real server: whatever Temporal does, the model has to have as one of its ends.
// `npm run compare` plays 200, or TEST_COMPARED of them; TEST_COMPARED_SEED is the first one.

// Steps that answer too late, because another attempt has taken their place, are what is played.
quietTemporal();

const COUNT = Math.trunc(+(process.env.TEST_COMPARED ?? '30'));
const FIRST = Math.trunc(+(process.env.TEST_COMPARED_SEED ?? '1'));
const AT_ONCE = 15;
/** Latencies that the model tries before it says that it has no such end. */
const RACES = 200;

let real: OnTemporal;
beforeAll(async () => {
  real = await connectToTemporal(process.env.TEST_TEMPORAL_ADDRESS ?? '', `compared-${randomUUID()}`);
});
afterAll(() => real.close());

test(`${COUNT} schedules end on Temporal as they may in the simulation`, async () => {
  const waiting = Array.from({ length: COUNT }, (_none, index) => FIRST + index);
  const ended: { schedule: Schedule; end: string }[] = [];
  const playNext = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const schedule = drawCompared(seed);
      ended.push({ schedule, end: await real.play(schedule).catch((error: unknown) => `threw ${String(error)}`) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, playNext));
  // Only now: the model never waits, and would hold up the worker.
  const differ: object[] = [];
  for (const { schedule, end } of ended) {
    const ends = await endsOfModel(schedule, RACES, end);
    if (!ends.has(end)) differ.push({ ...schedule, real: end, model: [...ends].slice(0, 3) });
  }
  if (differ.length > 0)
    console.log(differ.map((one) => JSON.stringify(one, null, 1).replaceAll('\\n', '\n    ')).join('\n\n'));
  expect(differ.length).toBe(0);
}, 600_000);
