import { createComparison } from '../../src/monitor/comparison';

/** A comparison of so many portfolios, on a clock of its own, that ends when it is told to. */
function comparisonOf(size: number) {
  const time = { ms: 0 };
  const begun: { end(): void; fail(): void }[] = [];
  const compare = () =>
    new Promise<void>((resolve, reject) => begun.push({ end: resolve, fail: () => reject(new Error('no ledger')) }));
  return {
    ...createComparison(
      compare,
      () => size,
      () => time.ms,
    ),
    time,
    begun,
  };
}

test('a look waits for the comparison of a few, and for that of many it does not', async () => {
  const few = comparisonOf(10_000);
  let looked = false;
  const look = few.whenDue().then(() => (looked = true));
  await Promise.resolve();
  expect([few.begun.length, looked]).toEqual([1, false]);
  few.begun[0]?.end();
  await look;
  const many = comparisonOf(10_001);
  await many.whenDue();
  expect(many.begun).toHaveLength(1);
});

test('versions are compared every minute and after a gap, and never twice at a time', async () => {
  const { whenDue, again, time, begun } = comparisonOf(20_000);
  await whenDue();
  time.ms = 60_000;
  await whenDue();
  expect(begun).toHaveLength(1);
  begun[0]?.end();
  await new Promise(setImmediate);
  await whenDue();
  expect(begun).toHaveLength(2);
  again();
  begun[1]?.end();
  await new Promise(setImmediate);
  await whenDue();
  expect(begun).toHaveLength(3);
});

test.each([10_000, 20_000])('one of %i that fails fails a look, and the next look compares again', async (size) => {
  const { whenDue, begun } = comparisonOf(size);
  const first = whenDue();
  begun[0]?.fail();
  const failure = size > 10_000 ? first.then(() => new Promise(setImmediate)).then(whenDue) : first;
  await expect(failure).rejects.toThrow('no ledger');
  void whenDue();
  expect(begun).toHaveLength(2);
});
