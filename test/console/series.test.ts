import { nearest, runsOf, scaleOf } from '../../console/format/series';

const DAY_MS = 24 * 3_600_000;
const points = (...pairs: [day: string, value: string][]) => pairs.map(([at, value]) => ({ at, value }));

test('a line reaches from its first point to its last one, with a little room above and below', () => {
  const scale = scaleOf(points(['2026-03-02', '100.00'], ['2026-03-03', '150.00'], ['2026-03-06', '200.00']));
  expect([scale.x('2026-03-02'), scale.x('2026-03-03'), scale.x('2026-03-06')]).toEqual([0, 0.25, 1]);
  expect(scale.y('150.00')).toBeCloseTo(0.5);
  expect(scale.y('200.00')).toBeLessThan(1);
  expect(scale.y('100.00')).toBeGreaterThan(0);
  expect(scale.ticks).toEqual([100, 150, 200]);
});

test('one point is in the middle, and a level beside the line is on the scale', () => {
  const alone = scaleOf(points(['2026-03-02', '100.00']));
  expect([alone.x('2026-03-02'), alone.y('100.00')]).toEqual([0.5, 0.5]);
  const jumped = scaleOf(points(['2026-03-02', '900.00'], ['2026-03-03', '910.00']), ['400.00']);
  expect(jumped.y('400.00')).toBeGreaterThan(0);
  expect(jumped.y('400.00')).toBeLessThan(0.1);
});

test('days of which nothing is known are no line', () => {
  const runs = runsOf(points(['2026-03-02', '1'], ['2026-03-03', '2'], ['2026-03-20', '3']), 4 * DAY_MS);
  expect(runs.map((run) => run.map(({ value }) => value))).toEqual([['1', '2'], ['3']]);
  expect(runsOf([], DAY_MS)).toEqual([]);
});

test('the pointer reads the point that is nearest', () => {
  const line = points(['2026-03-02', '1'], ['2026-03-03', '2'], ['2026-03-06', '3']);
  expect([-1, 0.1, 0.3, 0.9, 2].map((x) => nearest(line, x, scaleOf(line)))).toEqual([0, 0, 1, 2, 2]);
});
