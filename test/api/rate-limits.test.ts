import { createRateLimits } from '../../src/api/rate-limits';

/** A door that knows some keys, and counts how often it looks. */
function door(good: string[] = []) {
  const known = new Set(good);
  const limits = createRateLimits(1_000);
  let looks = 0;
  const ask = (shown: string, address = '192.0.2.1') =>
    limits
      .identify(address, shown, async () => {
        looks += 1;
        return { ok: known.has(shown) };
      })
      .then(
        ({ ok }) => (ok ? 'in' : 'refused'),
        ({ code }: { code: string }) => code,
      );
  const many = (times: number, address?: string) =>
    Promise.all(Array.from({ length: times }, (_, n) => ask(`wrong-${n}`, address)));
  return { ask, many, known, looks: () => looks };
}

const countOf = (answers: string[], answer: string) => answers.filter((one) => one === answer).length;

test('of many wrong keys at the same moment only as many are looked up as may be wrong within a minute', async () => {
  const { many, looks } = door();
  const answers = await many(200);
  expect([countOf(answers, 'refused'), countOf(answers, 'TOO_MANY_REQUESTS'), looks()]).toEqual([60, 140, 60]);
});

test('beyond that limit a key that was good goes on, a new one waits, and other addresses do not', async () => {
  const { ask, many, looks } = door(['mine', 'new']);
  expect(await ask('mine')).toBe('in');
  await many(100);
  const before = looks();
  expect(await ask('new')).toBe('TOO_MANY_REQUESTS');
  expect(looks()).toBe(before);
  expect([await ask('mine'), await ask('new', '192.0.2.2')]).toEqual(['in', 'in']);
});

test('good keys are not counted, however many there are', async () => {
  const { ask } = door(Array.from({ length: 200 }, (_, n) => `mine-${n}`));
  for (let n = 0; n < 200; n += 1) expect(await ask(`mine-${n}`)).toBe('in');
});

test('a key that was good and is revoked counts as a wrong one from then on', async () => {
  const { ask, many, known, looks } = door(['mine']);
  expect(await ask('mine')).toBe('in');
  await many(59);
  known.delete('mine');
  expect(await ask('mine')).toBe('refused');
  const before = looks();
  expect(await ask('mine')).toBe('TOO_MANY_REQUESTS');
  expect(looks()).toBe(before);
});

test('a network of IPv6 is one address', async () => {
  const { many } = door();
  await many(60, '2001:db8:1:2::7');
  expect(countOf(await many(5, '2001:db8:1:2:ffff::8'), 'TOO_MANY_REQUESTS')).toBe(5);
  expect(countOf(await many(5, '2001:db8:1:3::7'), 'refused')).toBe(5);
});
