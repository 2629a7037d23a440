import { CRASH_POINTS } from '../system/crashing-adapters';
import { drawPlan } from './draw';
import { PROGRAMS } from './plan';

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
  const hands = ['cancel-run', 'terminate-run', 'close-market', 'move-price'];
  expect([...drawn].sort()).toEqual([...programs, ...CRASH_POINTS, ...hands].sort());
});

test('no seed trades what another one trades', () => {
  const symbols = PLANS.flatMap(({ prices }) => Object.keys(prices));
  expect(new Set(symbols).size).toBe(symbols.length);
});
