import { recent } from '../../../src/broker/alpaca/recent';

function asking() {
  const clock = { ms: 0 };
  const asked: string[] = [];
  const ask = recent(
    () => clock.ms,
    1_000,
    (account: string, since: string) => {
      asked.push(`${account} ${since}`);
      return account === 'nobody' ? Promise.reject(new Error('unknown')) : Promise.resolve(asked.length);
    },
  );
  return { clock, asked, ask };
}

test('an answer that is not too old answers the same question, and no other', async () => {
  const { clock, asked, ask } = asking();
  expect(await ask('anna', 'noon')).toBe(1);
  clock.ms = 100;
  expect(await ask('anna', 'noon', 100)).toBe(1);
  expect(await ask('ben', 'noon', 100)).toBe(2);
  expect(await ask('anna', 'one', 100)).toBe(3);
  clock.ms = 101;
  expect(await ask('anna', 'noon', 100)).toBe(4);
  expect(asked).toHaveLength(4);
});

test('those who say nothing about the age always get an answer of their own', async () => {
  const { ask } = asking();
  expect([await ask('anna', 'noon'), await ask('anna', 'noon')]).toEqual([1, 2]);
});

test('those who ask together share one answer, also before it is there', async () => {
  const { asked, ask } = asking();
  expect(await Promise.all([ask('anna', 'noon', 0), ask('anna', 'noon', 0)])).toEqual([1, 1]);
  expect(asked).toHaveLength(1);
});

test('an error is no answer to anyone else', async () => {
  const { asked, ask } = asking();
  await expect(ask('nobody', 'noon')).rejects.toThrow('unknown');
  await expect(ask('nobody', 'noon', 100)).rejects.toThrow('unknown');
  expect(asked).toHaveLength(2);
});

test('a clock that is set back makes no answer younger', async () => {
  const { clock, ask } = asking();
  clock.ms = 60_000;
  expect(await ask('anna', 'noon')).toBe(1);
  clock.ms = 0;
  expect(await ask('anna', 'noon', 500)).toBe(2);
  clock.ms = 100;
  expect(await ask('anna', 'noon', 500)).toBe(2);
});
