import { createCrowd } from '../../src/monitor/crowd';

/** A crowd on a clock of its own, and runs that end when they are told. */
function crowd() {
  const time = { ms: 0 };
  const heard: number[] = [];
  const one = createCrowd(
    () => time.ms,
    () => heard.push(time.ms),
  );
  const ends: ((ended: boolean) => void)[] = [];
  const add = (count: number) => {
    for (let n = 0; n < count; n += 1) one.add({ ended: () => new Promise((resolve) => ends.push(resolve)) });
  };
  const end = async (count: number, ended = true) => {
    for (const resolve of ends.splice(0, count)) resolve(ended);
    await new Promise(setImmediate);
  };
  return { ...one, add, end, time, heard };
}

test('as many are under way as one busy worker has, and each that ends makes room for another', async () => {
  const { room, add, end, heard } = crowd();
  expect(room()).toBe(50);
  add(50);
  expect(room()).toBe(0);
  await end(3);
  expect(room()).toBe(3);
  expect(heard).toHaveLength(3);
});

test('where many end, more are under way: what the workers begin within three seconds', async () => {
  const { room, add, end, time } = crowd();
  for (let second = 0; second < 10; second += 1) {
    add(100);
    await end(100);
    time.ms += 900;
  }
  // 1,000 in ten seconds.
  expect(room()).toBe(300);
  time.ms += 20_000;
  expect(room()).toBe(50);
});

test('one that does not end keeps nobody from their turn for longer than half a minute', async () => {
  const { room, add, end, time } = crowd();
  add(50);
  time.ms = 29_999;
  expect(room()).toBe(0);
  time.ms = 30_000;
  expect(room()).toBe(50);
  await end(50, false);
  expect(room()).toBe(50);
});

test('its pace is what ended in the last ten seconds, for a minute', async () => {
  const { pace, add, end, time } = crowd();
  expect(pace()).toEqual({ running: 0, endedPerMinute: 0 });
  add(30);
  await end(20);
  expect(pace()).toEqual({ running: 10, endedPerMinute: 120 });
  time.ms += 10_001;
  expect(pace()).toEqual({ running: 10, endedPerMinute: 0 });
  time.ms += 20_000;
  expect(pace().running).toBe(0);
});
