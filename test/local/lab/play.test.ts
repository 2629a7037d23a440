import { join } from 'node:path';
import fc from 'fast-check';
import { parsePolicy } from '../../../src/input/policy';
import { compare, tasksOf } from '../../../src/local/lab/compare';
import { type Contender, contendersOf } from '../../../src/local/lab/contenders';
import { type History, historyOf } from '../../../src/local/lab/history';
import { type Played, play } from '../../../src/local/lab/play';
import { readCloses } from '../../../src/local/prices/closes';

const SYMBOLS = ['AAPL', 'JPM', 'JNJ', 'XOM', 'WMT'];
const HOLD: Contender = { kind: 'buy-and-hold' };
const drift = (threshold: string): Contender => ({ kind: 'drift', mode: 'relative', threshold, destination: 'target' });

let sample: History;
beforeAll(async () => {
  const { days } = await readCloses(join(__dirname, '../../../data/sp500-sample.csv'));
  sample = historyOf(days, SYMBOLS);
});

const endOf = ({ values }: Played) => values.at(-1)?.toFixed(2);
const texts = ({ values }: Played) => values.map((value) => value.toFixed(2));
const until = (to: string): History => ({ ...sample, days: sample.days.filter(({ date }) => date <= to) });

test('without costs the lab trades what the whole system trades on the same days', () => {
  // These are the figures of test/local/replay/replay.test.ts, and of the replay in the README.
  const first = until('2008-01-16');
  expect([endOf(play(drift('5.0000'), first, '0')), endOf(play(HOLD, first, '0'))]).toEqual(['95372.19', '95524.07']);

  const all = play(drift('5.0000'), sample, '0');
  expect([endOf(all), endOf(play(HOLD, sample, '0'))]).toEqual(['113336.25', '101970.30']);
  // The README counts the first purchase: 120 rebalances, 600 orders, $473,881.25.
  expect([all.rebalances, all.trades, all.tradedUsd.toFixed(2), all.refused]).toEqual([119, 595, '373881.25', 0]);
});

test('buying and holding has no turnover, and a threshold that is never met is the same', () => {
  const held = play(HOLD, sample, '20');
  const never: Contender = { kind: 'drift', mode: 'absolute', threshold: '100.0000', destination: 'band-edge' };

  expect([held.trades, held.rebalances, held.tradedUsd.toFixed(2), held.costUsd.toFixed(2)]).toEqual([
    0,
    0,
    '0.00',
    '0.00',
  ]);
  expect(held.firstPurchaseCostUsd.toFixed(2)).toBe('199.60');
  expect(play(never, sample, '20')).toEqual(held);
});

test.each([
  ['month', ['2008-02-01', '2008-03-03']],
  ['quarter', ['2008-04-01', '2008-07-01']],
  ['year', ['2009-01-02']],
] as const)('the calendar trades on the first trading day of a %s', (every, [first, second]) => {
  const before = sample.days.filter(({ date }) => date < first).length;
  const rebalances = (days: number) =>
    play({ kind: 'calendar', every }, { ...sample, days: sample.days.slice(0, days) }, '0').rebalances;

  expect([rebalances(before), rebalances(before + 1)]).toEqual([0, 1]);
  if (second === undefined) return;
  const until2 = sample.days.filter(({ date }) => date < second).length;
  expect([rebalances(until2), rebalances(until2 + 1)]).toEqual([1, 2]);
});

test('what came later changes nothing of what was done before: nothing looks ahead', () => {
  const contenders = contendersOf({
    policies: [],
    thresholds: ['2.0000'],
    modes: ['relative', 'absolute'],
    destinations: ['target', 'band-edge'],
  });
  const days = sample.days.slice(0, 30);
  for (const contender of contenders) {
    // With a cost each trade shows in the value of its day.
    const whole = texts(play(contender, { ...sample, days }, '5'));
    for (let seen = 1; seen < days.length; seen += 1)
      expect(texts(play(contender, { ...sample, days: days.slice(0, seen) }, '5'))).toEqual(whole.slice(0, seen));
  }
});

test('costs only take: at every close a policy is worth no more with them', () => {
  for (const contender of [HOLD, { kind: 'calendar', every: 'month' } as const]) {
    const [free, paid] = [play(contender, sample, '0'), play(contender, sample, '20')];
    expect(free.values.every((value, day) => value.gte(paid.values[day] ?? value))).toBe(true);
  }
});

const markets = fc
  .array(fc.array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 3, maxLength: 3 }), {
    minLength: 4,
    maxLength: 30,
  })
  .map((moves) => {
    const prices = [100, 40, 7];
    const days = moves.map((move, day) => {
      for (const [index, basisPoints] of move.entries())
        prices[index] = (prices[index] ?? 1) * (1 + basisPoints / 10_000);
      const closes = ['A', 'B', 'C'].map((symbol, index) => [symbol, (prices[index] ?? 1).toFixed(4)] as const);
      return { date: `2020-01-${String(day + 1).padStart(2, '0')}`, closes: new Map(closes) };
    });
    return historyOf(days, ['A', 'B', 'C']);
  });

test('on any market every policy keeps its money, pays for what it trades, and is played the same twice', () => {
  fc.assert(
    fc.property(markets, fc.constantFrom('0', '20', '1000'), (history, cost) => {
      const contenders = contendersOf({
        policies: [],
        thresholds: ['1.0000', '25.0000'],
        modes: ['relative', 'absolute'],
        destinations: ['target', 'band-edge'],
      });
      const tasks = tasksOf(contenders, [cost]);
      const played = tasks.map(({ contender }) => play(contender, history, cost));
      for (const { values, costUsd, tradedUsd } of played) {
        expect(values.every((value) => value.greaterThan(0))).toBe(true);
        // Each order's cost is rounded to a cent, half a cent either way.
        expect(costUsd.minus(tradedUsd.times(cost).div(10_000)).abs().lessThan('1')).toBe(true);
      }
      const { results } = compare(history, tasks, played);
      const again = compare(
        history,
        tasks,
        tasks.map(({ contender }) => play(contender, history, cost)),
      );
      expect(again.results).toEqual(results);
      for (const { trackingError, volatility, maximumDrawdown, turnover } of results)
        for (const one of [trackingError, volatility, maximumDrawdown, turnover]) expect(one).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 20 },
  );
});

const policyOf = (fields: Record<string, unknown>): Contender => ({
  kind: 'policy',
  name: 'x',
  policy: parsePolicy(fields),
});
const first = (days: number): History => ({ ...sample, days: sample.days.slice(0, days) });

test('a policy of a file is played as what the lab knows by itself', () => {
  const year = first(90);
  const banded = { driftThreshold: '2', destination: 'band-edge', cashReserve: '0' };
  expect(play(policyOf(banded), year, '5')).toEqual(
    play({ kind: 'drift', mode: 'relative', threshold: '2.0000', destination: 'band-edge' }, year, '5'),
  );
  const monthly = { calendar: 'monthly', driftMode: 'absolute', driftThreshold: '1000', cashReserve: '0' };
  expect(play(policyOf(monthly), year, '5')).toEqual(play({ kind: 'calendar', every: 'month' }, year, '5'));
});

test('a rest in trading days is kept after the first purchase and after each rebalance', () => {
  const rested = policyOf({ driftThreshold: '0.0001', cooldownAfterSuccessTradingDays: 21 });
  expect([21, 22, 42, 43].map((days) => play(rested, first(days), '0').rebalances)).toEqual([0, 1, 1, 2]);
});

test('what was traded counts for 30 days, with the first purchase', () => {
  const limited = policyOf({ driftThreshold: '0.0001', maxTurnover30Days: '0.5' });
  const usd = (days: number) => play(limited, first(days), '0').tradedUsd.toNumber();
  // To 15 January, 5 February, 13 February (30 days after it began to trade), and 5 March.
  const [early, later, again, last] = [usd(10), usd(24), usd(30), usd(44)];
  expect(later / early).toBeLessThan(1.1);
  expect(again / later).toBeGreaterThan(1.5);
  expect(last / again).toBeLessThan(1.1);
});

test('an asset class past its band is traded, though no symbol is past its own', () => {
  const calm = { driftMode: 'absolute', driftThreshold: '1000' };
  const classed = { ...calm, assetClasses: [{ name: 'TECH', band: '0.5', symbols: ['AAPL', 'JPM'] }] };
  expect(play(policyOf(calm), first(60), '0').rebalances).toBe(0);
  expect(play(policyOf(classed), first(60), '0').rebalances).toBeGreaterThan(0);
});

test.each([
  { driftMode: 'absolute' },
  { driftFloor: '5' },
  { driftCeiling: '0.2' },
  { halfSumThreshold: '0.5' },
  { cashAbove: '0.2501' },
  { cashBelow: '0.2499' },
  { calendar: 'monthly' },
  { destination: 'band-edge' },
  { destination: 'band-edge', bandReturn: '50' },
  { shares: 'whole' },
  { cashReserve: '5' },
  { minOrder: '900' },
  { minOrderPercent: '0.9' },
  { minOrderPositionPercent: '4' },
  { maxTurnover: '1' },
  { maxTurnover30Days: '3' },
  { minImprovement: '1.5' },
  { cooldownAfterSuccessMs: 864_000_000 },
  { cooldownAfterSuccessTradingDays: 5 },
])('no field is left out: with %j other orders are played', (fields) => {
  const [days, base] = [first(60), { driftThreshold: '3' }];
  const played = play(policyOf({ ...base, ...fields }), days, '5');
  expect(texts(played)).not.toEqual(texts(play(policyOf(base), days, '5')));
  expect(played.values.every((value) => value.greaterThan(0))).toBe(true);
});
