import { priceJump } from '../../src/domain/price-jump';
import { type Lately, noted, rangeAt } from '../../src/domain/price-window';

const at = (minute: number) => new Date(Date.parse('2026-03-02T15:00:00.000Z') + minute * 60_000).toISOString();

/** What is known after prices that were noted at minutes of the market. */
function walkedThrough(steps: readonly (readonly [minute: number, price: string])[]) {
  let [lately, price]: [Lately | null, string | null] = [null, null];
  for (const [minute, next] of steps) [lately, price] = [noted(lately, price, next, at(minute)), next];
  return { lately, price: price ?? '' };
}

const fall = [
  [0, '100'],
  [1, '80'],
  [2, '64'],
  [3, '51.2'],
] as const;

test('a fall in small steps is a jump once it is far enough from where it began', () => {
  const known = walkedThrough(fall);
  expect(priceJump(known, '50', at(4), '50')).toBeUndefined();
  expect(priceJump(known, '40.96', at(4), '50')).toBe('$100 → $40.96, by 59.0400 % within an hour');
});

test('so is a rise, from the lowest price', () => {
  const known = walkedThrough([
    [0, '100'],
    [1, '70'],
    [2, '90'],
    [3, '104'],
  ]);
  expect(priceJump(known, '105', at(4), '50')).toBeUndefined();
  expect(priceJump(known, '105.01', at(4), '50')).toBe('$70 → $105.01, by 50.0143 % within an hour');
});

test.each([
  ['half an hour after the fall began', 29, true],
  ['in the next half hour', 59, true],
  ['an hour after it began', 60, false],
])('%s what was known before it counts: %s minutes, %s', (_what, minute, counts) => {
  const jump = priceJump(walkedThrough(fall), '40.96', at(minute), '50');
  expect(jump !== undefined).toBe(counts);
});

test('a price counts for half an hour at least and for an hour at most, wherever the stretches begin', () => {
  for (let began = 0; began < 60; began += 1)
    for (let age = 1; age <= 90; age += 1) {
      // 100 is known until `began`; the step to 60 counts from then on, with 100 as what it came from.
      const { lately } = walkedThrough([
        [began - 200, '100'],
        [began, '60'],
        [began + age - 0.5, '61'],
      ]);
      const high = rangeAt(lately, at(began + age))?.high;
      if (age <= 29) expect([began, age, high]).toEqual([began, age, '100']);
      if (age > 60) expect([began, age, high]).not.toEqual([began, age, '100']);
    }
});

test('a fall over days is none', () => {
  const days = Array.from({ length: 30 }, (_, day) => [day * 24 * 60, (100 * 0.9 ** day).toFixed(4)] as const);
  expect(priceJump(walkedThrough(days), '4', at(30 * 24 * 60), '50')).toBeUndefined();
});

test('a split in small steps is no split: only a step of its size is', () => {
  expect(
    priceJump(
      walkedThrough([
        [0, '300'],
        [1, '250'],
        [2, '220'],
      ]),
      '200',
      at(3),
      '50',
    ),
  ).toBeUndefined();
});
