import { POLICY_EDGES, POLICY_FIELDS } from '../support/policy-edges';
import { drawSchedule } from './draw';
import { STARTS } from './market';

const SCHEDULES = Array.from({ length: 3_000 }, (_none, seed) => drawSchedule(seed));
const FAULTS = SCHEDULES.flatMap(({ faults }) => faults);

const KINDS = [
  'activities',
  'again',
  'asset',
  'blocked',
  'broker',
  'cash',
  'crash',
  'deploy',
  'executions',
  'freeze',
  'happens',
  'keys',
  'lag',
  'ledger',
  'ledger-down',
  'limits',
  'listed-twice',
  'lose-rows',
  'market-closed',
  'old-prices',
  'opening',
  'own-order',
  'person',
  'policy',
  'price',
  'price-at',
  'quote',
  'rename',
  'restricted',
  'slow-connect',
  'spin-off',
  'split',
  'stop',
  'stop-at',
  'trading',
  'unreachable',
  'walk',
  'withdrawal',
  'worker-crash',
] as const;

test('3,000 schedules draw every kind of fault, but those that a test plants', () => {
  expect([...new Set(FAULTS.map(({ kind }) => kind))].sort()).toEqual([...KINDS].sort());
});

test('feeds walk down by a fifth each minute, with quotes that follow, stay and jump', () => {
  const walks = FAULTS.flatMap((fault) => (fault.kind === 'walk' ? [fault] : []));
  expect(walks.some(({ percent, everyMs, steps }) => percent === -20 && everyMs === 60_000 && steps >= 4)).toBe(true);
  expect(new Set(walks.map(({ quotes }) => quotes))).toEqual(new Set(['follow', 'stay', 'jump']));
});

test('halts are drawn that take orders and that refuse them', () => {
  const whats = FAULTS.flatMap((fault) => (fault.kind === 'asset' ? [fault.what] : []));
  expect(new Set(whats)).toEqual(new Set(['tradable', 'fractionable', 'ptp', 'halted', 'halt-refuses']));
});

test('a quarter of the schedules have a market of their own: each setting, each start, settled cash only, and orders of the owner', () => {
  const markets = SCHEDULES.flatMap(({ market }) => (market === undefined ? [] : [market]));
  expect(markets.length).toBeGreaterThan(SCHEDULES.length / 5);
  const drawn = (name: string) => new Set(markets.map(({ settings }) => (settings as Record<string, unknown>)[name]));
  expect(drawn('collarPercent')).toEqual(new Set([undefined, '0.5', '2', '5']));
  expect(drawn('bookShares')).toEqual(new Set([undefined, '1', '20', '300']));
  expect(drawn('partialFillPercent')).toEqual(new Set([undefined, '10', '50']));
  expect(drawn('hours')).toEqual(new Set([undefined, 'exchange']));
  expect(new Set(markets.map(({ startsAt }) => startsAt))).toEqual(new Set([undefined, ...STARTS]));
  const closedByHand = SCHEDULES.filter(({ faults }) => faults.some(({ kind }) => kind === 'market-closed'));
  expect(closedByHand.some(({ market }) => market?.settings.hours === 'exchange')).toBe(false);
  const restrictions = FAULTS.flatMap((fault) => (fault.kind === 'restricted' ? [fault.restrictions] : []));
  expect(new Set(restrictions.flatMap((one) => Object.keys(one)))).toEqual(
    new Set(['liquidationOnly', 'suspendedByUser', 'noFractions', 'settledCashOnly']),
  );
  const sides = FAULTS.flatMap((fault) => (fault.kind === 'own-order' ? [fault.side] : []));
  expect(new Set(sides)).toEqual(new Set(['buy', 'sell']));
});

test('where rows are lost nothing is late on its way, and nothing else strikes', () => {
  const losing = SCHEDULES.filter(({ faults }) => faults.some(({ kind }) => kind === 'lose-rows'));
  const others = losing.flatMap(({ faults }) => faults.filter(({ kind }) => kind !== 'lose-rows'));
  const effects = others.map((fault) => (fault.kind === 'broker' ? fault.fault.effect.kind : fault.kind));
  expect(new Set(effects)).toEqual(new Set(['partial-fill']));
  expect(losing.every(({ breaker }) => breaker === undefined)).toBe(true);
});

test('portfolios are drawn at each edge of each field of a policy', () => {
  const policies = SCHEDULES.flatMap(({ portfolios }) => portfolios.map(({ policy }) => policy));
  const missing = POLICY_FIELDS.flatMap((field) => {
    const seen = new Set(policies.map((policy) => textOf(policy[field])));
    return POLICY_EDGES[field].filter((edge) => !seen.has(textOf(edge))).map((edge) => [field, edge]);
  });
  expect(missing).toEqual([]);
});

/** Classes have the symbols of their portfolio: they are the same when their names and bands are. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => (key === 'symbols' ? [] : inner));
}

test('portfolios are drawn of 1 to 12 symbols, in both kinds of account, with debts, with nothing but cash, and with exits', () => {
  const portfolios = SCHEDULES.flatMap((schedule) => schedule.portfolios);
  expect(new Set(portfolios.map(({ targets }) => targets.length))).toEqual(
    new Set(Array.from({ length: 12 }, (_none, index) => index + 1)),
  );
  for (const margin of [true, false]) expect(portfolios.some((one) => one.margin === margin)).toBe(true);
  expect(portfolios.some(({ cash }) => cash.startsWith('-'))).toBe(true);
  expect(portfolios.some(({ cash, margin }) => cash.startsWith('-') && !margin)).toBe(false);
  expect(portfolios.some(({ positions }) => Object.keys(positions).length === 0)).toBe(true);
  const isHeld = ({ positions }: (typeof portfolios)[number], symbol: string) => symbol in positions;
  expect(
    portfolios.some((one) => one.targets.some(({ symbol, percent }) => percent === '0.0000' && isHeld(one, symbol))),
  ).toBe(true);
  expect(
    portfolios.some((one) =>
      Object.keys(one.positions).some((held) => one.targets.every(({ symbol }) => symbol !== held)),
    ),
  ).toBe(true);
});
