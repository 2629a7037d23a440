import { recentEach } from '../../../src/broker/alpaca/recent-each';

function asking() {
  const clock = { ms: 0 };
  const asked: string[] = [];
  const ask = recentEach(
    () => clock.ms,
    1_000,
    async (names) => {
      asked.push(names.join(' '));
      if (names.includes('bad')) throw new Error('no answer');
      return new Map(names.filter((name) => name !== 'none').map((name) => [name, `${name} ${asked.length}`]));
    },
  );
  return { clock, asked, ask };
}

test('only what nobody asked for a moment ago is asked for', async () => {
  const { clock, asked, ask } = asking();
  await ask(['a', 'b'], 500);
  clock.ms = 500;
  expect([...(await ask(['b', 'c'], 500))]).toEqual([
    ['b', 'b 1'],
    ['c', 'c 2'],
  ]);
  clock.ms = 501;
  expect([...(await ask(['c', 'b'], 500))]).toEqual([
    ['c', 'c 2'],
    ['b', 'b 3'],
  ]);
  expect(asked).toEqual(['a b', 'c', 'b']);
});

test('those who ask together make one request for each name, also before an answer is there', async () => {
  const { asked, ask } = asking();
  await Promise.all([ask(['a', 'b'], 0), ask(['b', 'a'], 0), ask(['a', 'c'], 0)]);
  expect(asked).toEqual(['a b', 'c']);
});

test('those who say nothing about the age always ask', async () => {
  const { asked, ask } = asking();
  await ask(['a']);
  await ask(['a']);
  expect(asked).toEqual(['a', 'a']);
});

test('a name without an answer is not in the answer, and is not asked for again at once', async () => {
  const { asked, ask } = asking();
  expect(await ask(['none'], 100)).toEqual(new Map());
  expect([...(await ask(['none', 'a'], 100)).keys()]).toEqual(['a']);
  expect(asked).toEqual(['none', 'a']);
});

test('nothing is kept for longer than it may be, whatever age will do', async () => {
  const { clock, asked, ask } = asking();
  await ask(['a']);
  clock.ms = 1_001;
  expect([...(await ask(['a', 'b'], 60_000)).keys()]).toEqual(['a', 'b']);
  expect(asked).toEqual(['a', 'a b']);
});

test('an error is no answer to anyone else', async () => {
  const { asked, ask } = asking();
  await expect(ask(['bad', 'a'], 100)).rejects.toThrow('no answer');
  expect([...(await ask(['a'], 100)).keys()]).toEqual(['a']);
  expect(asked).toEqual(['bad a', 'a']);
});

test('a clock that is set back makes no answer younger', async () => {
  const { clock, asked, ask } = asking();
  clock.ms = 60_000;
  await ask(['a']);
  clock.ms = 0;
  await ask(['a'], 500);
  clock.ms = 100;
  await ask(['a'], 500);
  expect(asked).toEqual(['a', 'a']);
});
