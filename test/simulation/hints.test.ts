import type { Records } from '../../src/check/records';
import { DECIDING, drawCompared, endOf, endsOfModel } from './compared';
import { drawSchedule } from './draw';
import { play } from './play';

// What the broker tells of orders by itself decides nothing: with any news, and with none, a schedule ends as it may.

const SEEDS = Array.from({ length: 25 }, (_none, index) => 700 + index);
/** Where things race, a schedule has several ends, and only other latencies show them. */
const RACES = 40;

test.each(SEEDS)('schedule %i ends with news as it may end without', async (seed) => {
  const schedule = drawCompared(seed);
  const { outcomes, verdicts, after, violations } = await play({ ...schedule, hints: true }, DECIDING, []);
  expect(violations).toEqual([]);
  const end = endOf(outcomes[0] ?? '', verdicts, after[0] as Records);
  expect(await endsOfModel(schedule, RACES, end)).toContain(end);
});

test('half of all schedules have news, and it ends waits, comes in vain, is lost and doubted', async () => {
  const hits = new Map<string, number>();
  for (let seed = 1; seed <= 30; seed += 1) {
    const played = await play({ ...drawSchedule(seed), hints: true });
    expect(played.violations).toEqual([]);
    for (const [kind, times] of played.hits) hits.set(kind, (hits.get(kind) ?? 0) + times);
  }
  expect([...hits.keys()]).toEqual(expect.arrayContaining(['news', 'news in vain', 'news lost', 'news doubted']));
  const drawn = Array.from({ length: 200 }, (_none, seed) => drawSchedule(seed)).filter(({ hints }) => hints);
  expect(drawn.length).toBeGreaterThan(70);
});
