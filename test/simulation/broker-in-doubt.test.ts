// One wrong answer, and a broker that shows every account wrong for a while, over the real saga and steps.

import { createRandom } from '../support/random';
import { drawPortfolio } from './draw';
import { play } from './play';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';

const PRICES = new Map([
  ['META', 400],
  ['AAPL', 190],
  ['MSFT', 420],
]);

/** Each is away from its targets and has what it needs to be brought there. */
function portfolios(count: number): PlannedPortfolio[] {
  const random = createRandom(1, 'in doubt');
  const drawn = Array.from({ length: 2 * count }, (_none, index) => drawPortfolio(random, `p${index + 1}`, PRICES, 3));
  // One that holds nothing has no list that could be wrong.
  const holders = drawn.filter(({ positions }) => Object.keys(positions).length > 0).slice(0, count);
  return holders.map((planned, index) => ({
    ...planned,
    margin: true,
    startsAt: index * 10,
    policy: { lockTtlMs: 20 * 60_000 },
  }));
}

const wrong = (portfolio: string, times: number): PlannedFault => ({
  kind: 'broker',
  portfolio,
  fault: {
    match: { accountId: portfolio, operation: 'read' },
    effect: { kind: 'wrong-positions', how: 'empty' },
    times,
  },
});

const schedule = (count: number, times: number): Schedule => {
  const all = portfolios(count);
  return {
    seed: 1,
    fillDelayMs: 20,
    ordersPerBatch: 12,
    portfolios: all,
    faults: all.map(({ id }) => wrong(id, times)),
  };
};

const firstWords = (outcomes: string[]) => [...new Set(outcomes.map((outcome) => outcome.split(' ')[0]))];

test('a list that is wrong for three reads holds nobody: they are rebalanced as if nothing had been', async () => {
  const { outcomes, violations } = await play(schedule(5, 3));
  expect(firstWords(outcomes)).not.toContain('STALE');
  expect(violations).toEqual([]);
});

test('a list that is wrong for four reads holds a portfolio, which ends by itself once the list is right', async () => {
  const { outcomes, hits, violations } = await play(schedule(5, 4));
  expect(outcomes).toEqual(Array.from({ length: 5 }, () => 'RELEASED BOOKS_DIFFER'));
  expect(hits.get('released by agreement')).toBe(5);
  expect(violations).toEqual([]);
});

test('a broker that shows thirty accounts wrong at once is in doubt: nobody is held and nothing is traded', async () => {
  const { outcomes, records, violations } = await play(schedule(30, 8));
  expect(new Set(outcomes)).toEqual(new Set(['REFUSED BROKER_IN_DOUBT']));
  expect(records.flatMap(({ batches }) => batches)).toEqual([]);
  expect(violations).toEqual([]);
});
