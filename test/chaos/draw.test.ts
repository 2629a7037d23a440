import { CRASH_POINTS } from '../support/crashing-adapters';
import { drawPlan } from './draw';
import { isOnlyDeploys, PROGRAMS } from './plan';

const PLANS = Array.from({ length: 300 }, (_none, index) => drawPlan(index + 1));
const STRIKES = PLANS.flatMap(({ strikes }) => strikes);

test('a seed always gives the same plan', () => {
  expect(drawPlan(7)).toEqual(drawPlan(7));
  expect(drawPlan(7)).not.toEqual(drawPlan(8));
});

test('300 seeds kill and stop every program, strike every crash point, and interfere in every way', () => {
  const drawn = new Set(
    STRIKES.map((strike) => {
      if ('program' in strike) return `${strike.kind} ${strike.program}`;
      return strike.kind === 'crash' ? strike.point : strike.kind;
    }),
  );
  const programs = PROGRAMS.flatMap((program) => [`kill ${program}`, `stop ${program}`]);
  const deploys = ['term worker-1', 'term worker-2', 'deploy'];
  const hands = ['cancel-run', 'terminate-run', 'close-market', 'move-price'];
  expect([...drawn].sort()).toEqual([...programs, ...deploys, ...CRASH_POINTS, ...hands].sort());
});

test('no seed trades what another one trades', () => {
  const symbols = PLANS.flatMap(({ prices }) => Object.keys(prices));
  expect(new Set(symbols).size).toBe(symbols.length);
});

test('in some seeds nothing but deploys strikes, and orders are open for longer than a worker has to stop', () => {
  const deploys = PLANS.filter(isOnlyDeploys);
  expect(deploys.length).toBeGreaterThan(30);
  expect(deploys.every(({ faults }) => faults.length === 0)).toBe(true);
  expect(deploys.some(({ fillDelayMs }) => fillDelayMs > 10_000)).toBe(true);
});
