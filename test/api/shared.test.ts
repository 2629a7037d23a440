import { shared } from '../../src/api/shared';

function setUp() {
  let [now, found] = [0, 0];
  const pending: { resolve(value: number): void; reject(fault: Error): void }[] = [];
  const find = () => {
    found += 1;
    return new Promise<number>((resolve, reject) => pending.push({ resolve, reject }));
  };
  return {
    fleet: shared(find, { maxAgeMs: 1_000, monotonicMs: () => now }),
    pass: (ms: number) => (now += ms),
    answer: (value: number) => pending.shift()?.resolve(value),
    fail: () => pending.shift()?.reject(new Error('away')),
    found: () => found,
  };
}

test('all who ask within a second get what was found out once, and how old it is', async () => {
  const { fleet, pass, answer, found } = setUp();
  const both = [fleet.read(), fleet.read()];
  pass(300);
  answer(7);
  expect(await Promise.all(both)).toEqual([
    { value: 7, ageMs: 300 },
    { value: 7, ageMs: 300 },
  ]);
  pass(699);
  expect(await fleet.read()).toEqual({ value: 7, ageMs: 999 });
  expect(found()).toBe(1);
  pass(1);
  const next = fleet.read();
  answer(8);
  expect(await next).toEqual({ value: 8, ageMs: 0 });
});

test('what was begun before a change is not told afterwards', async () => {
  const { fleet, answer } = setUp();
  const before = fleet.read();
  fleet.forget();
  const after = fleet.read();
  answer(1);
  answer(2);
  expect([(await before).value, (await after).value]).toEqual([1, 2]);
});

test('a fault is told to all who wait, and the next one asks again', async () => {
  const { fleet, answer, fail } = setUp();
  const both = [fleet.read(), fleet.read()];
  fail();
  for (const one of both) await expect(one).rejects.toThrow('away');
  const next = fleet.read();
  answer(3);
  expect((await next).value).toBe(3);
});
