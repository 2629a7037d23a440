import { DEFAULT_POLICY } from '../../src/domain/policy';
import { countDrifts } from '../../src/monitor/drift-count';
import { createDriftIndex } from '../../src/monitor/index/drift-index';

const HALVES = ['A', 'B'].map((symbol) => ({ symbol, percent: '50.0000' }));
/** Half of it in A and half in B, all of it invested, with a threshold of 10 %. */
const POLICY = { ...DEFAULT_POLICY, cashReserve: '0.0000', driftThreshold: '10.0000' };

/** $10,000 of which so much is in A at a price of $1, the rest in B. */
function withInA(dollars: number, policy: Partial<typeof POLICY> = {}) {
  const holdings = [
    { symbol: 'A', quantity: `${dollars}` },
    { symbol: 'B', quantity: `${10_000 - dollars}` },
  ];
  return { cash: '0.00', targets: HALVES, holdings, policy: { ...POLICY, ...policy } };
}

function indexOf(portfolios: ReturnType<typeof withInA>[]) {
  const index = createDriftIndex();
  for (const symbol of ['A', 'B']) index.setPrice(symbol, '1');
  for (const [slot, portfolio] of portfolios.entries()) index.put(slot, portfolio);
  return index;
}

test.each([
  ['at its target', withInA(5_000), 0],
  ['half way to its threshold', withInA(5_250), 0.5],
  ['under its target', withInA(4_750), 0.5],
  ['at twice its threshold', withInA(6_000), 2],
  ['with an absolute threshold', withInA(5_500, { driftMode: 'absolute' }), 0.5],
  ['with a band that is not narrower than its floor', withInA(5_500, { driftFloor: '20.0000' }), 0.25],
])('a portfolio %s', (_what, portfolio, multiple) => {
  expect(indexOf([portfolio]).multiple(0)).toBeCloseTo(multiple, 4);
});

test('a band that begins below zero is measured from zero, and 1 is still its edge', () => {
  const targets = [
    { symbol: 'A', percent: '5.0000' },
    { symbol: 'B', percent: '95.0000' },
  ];
  const policy = { driftMode: 'absolute', driftThreshold: '15.0000' } as const;
  const multiple = (dollars: number) => indexOf([{ ...withInA(dollars, policy), targets }]).multiple(0) ?? 0;
  expect(multiple(2_000)).toBeCloseTo(1, 4);
  expect(multiple(1_900)).toBeLessThan(1);
  expect(multiple(2_100)).toBeGreaterThan(1);
});

test('what is to be sold whole has no limit, and what is worth nothing has no drift', () => {
  const exit = [{ symbol: 'B', percent: '100.0000' }];
  expect(indexOf([{ ...withInA(1), targets: exit }]).multiple(0)).toBe(Number.POSITIVE_INFINITY);
  expect(indexOf([{ ...withInA(0), targets: exit }]).multiple(0)).toBeCloseTo(0, 4);
  expect(indexOf([{ ...withInA(0), holdings: [] }]).multiple(0)).toBe(0);
});

test('portfolios are counted by drift, and those without a price apart; a slot that is free is nobody', async () => {
  const drifts = [5_000, 5_100, 5_250, 5_400, 5_600, 5_900, 8_000];
  const index = indexOf(drifts.map((dollars) => withInA(dollars)));
  index.put(8, { ...withInA(5_000), targets: [{ symbol: 'C', percent: '100.0000' }] });
  expect(await countDrifts(index)).toEqual({ drifts: [2, 2, 1, 1, 1], unjudged: 1 });
  index.put(9, { ...withInA(0), holdings: [] });
  expect(await countDrifts(index)).toEqual({ drifts: [3, 2, 1, 1, 1], unjudged: 1 });
  index.remove(9);
  index.remove(0);
  expect(await countDrifts(index)).toEqual({ drifts: [1, 2, 1, 1, 1], unjudged: 1 });
});

test('looks go on while many are counted', async () => {
  const portfolio = withInA(5_000);
  const index = indexOf(Array.from({ length: 10_000 }, () => portfolio));
  const counting = countDrifts(index);
  await new Promise(setImmediate);
  // What happens meanwhile is not waited for, and does not end the counting.
  index.setPrice('A', '2');
  const { drifts } = await counting;
  expect(drifts.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(drifts[0]).toBeGreaterThan(0);
  expect(drifts[4]).toBeGreaterThan(0);
});
