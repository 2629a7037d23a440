import { createBudget } from '../../../src/broker/alpaca/budget';

/** A budget on a clock of its own, and a broker that answers with the headers of `remaining` requests until second 60. */
function budget() {
  const time = { ms: 0 };
  const one = createBudget(() => time.ms);
  const told = (remaining: number, endsAtSeconds = 60) =>
    one.note(200, {
      'x-ratelimit-limit': '200',
      'x-ratelimit-remaining': `${remaining}`,
      'x-ratelimit-reset': `${endsAtSeconds}`,
    });
  return { ...one, time, told };
}

test('a new order leaves the last tenth of a minute to what undoes and settles', () => {
  const { waitMs, told, time } = budget();
  told(21);
  expect([waitMs(true), waitMs(false)]).toEqual([0, 0]);
  time.ms = 15_000;
  told(20);
  expect([waitMs(true), waitMs(false)]).toEqual([45_000, 0]);
});

test('what others spend counts, and so does what is on its way', () => {
  const { waitMs, leave, told } = budget();
  told(25);
  for (let n = 0; n < 5; n += 1) leave();
  expect(waitMs(true)).toBe(60_000);
  // An answer that overtook another says more than is left.
  told(24);
  expect(waitMs(true)).toBe(60_000);
  told(1);
  leave();
  expect(waitMs(false)).toBe(60_000);
});

test('before the first answer of a minute ten requests go, the others wait for it', () => {
  const { waitMs, leave, told, time } = budget();
  const ends = Array.from({ length: 10 }, () => leave());
  expect(waitMs(false)).toBe(50);
  told(191);
  for (const end of ends) end();
  expect(waitMs(false)).toBe(0);
  time.ms = 60_000;
  for (let n = 0; n < 10; n += 1) leave();
  expect(waitMs(false)).toBe(50);
  told(150, 120);
  expect(waitMs(false)).toBe(0);
});

test('a batch is planned only while all its requests fit into the minute, the first one to find out how many there are', () => {
  const { reserve, told, time } = budget();
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  // Nobody answered it.
  time.ms = 250;
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  told(195);
  const granted = Array.from({ length: 20 }, () => reserve(15)).filter((waitMs) => waitMs === 0);
  // 12 × 15 and the tenth that is kept are 200.
  expect(granted).toHaveLength(10);
  expect(reserve(15)).toBe(59_750);
  time.ms = 61_000;
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  // Others with the same key have been quicker.
  told(30, 120);
  expect(reserve(15)).toBe(59_000);
});

test('a batch of more requests than a minute has is planned when half of a minute is free', () => {
  const { reserve, told } = budget();
  told(200);
  expect(reserve(900)).toBe(0);
  expect(reserve(15)).toBe(60_000);
});

test('a broker that tells of no limit has none', () => {
  const { waitMs, leave, note, reserve } = budget();
  note(200, {});
  for (let n = 0; n < 1_000; n += 1) leave();
  expect([waitMs(true), reserve(15), reserve(9_999)]).toEqual([0, 0, 0]);
});

test('one turned away by whoever, on a key that has no limit, is over when its time is', () => {
  const { waitMs, leave, note, reserve, time } = budget();
  note(429, {
    'x-ratelimit-limit': '200',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '15',
    'retry-after': '15',
  });
  expect([waitMs(false), reserve(15)]).toEqual([15_000, 15_000]);
  time.ms = 15_000;
  expect(waitMs(false)).toBe(0);
  note(200, {});
  for (let n = 0; n < 100; n += 1) leave();
  expect([waitMs(true), reserve(15), reserve(15)]).toEqual([0, 0, 0]);
});
