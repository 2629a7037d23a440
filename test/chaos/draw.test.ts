import { ON_FAILURE } from '../../src/domain/policy';
import { CRASH_POINTS } from '../support/crashing-adapters';
import { ACTIVITY_DRAWS } from './activities';
import { drawPlan, ROUND } from './draw';
import { FIRST_TRIES, MONEY_DRAWS } from './money';
import { isOnlyDeploys, losesRows, PROGRAMS } from './plan';

const PLANS = Array.from({ length: 300 }, (_none, index) => drawPlan(index + 1));
const STRIKES = PLANS.flatMap(({ strikes }) => strikes);

test('a seed always gives the same plan', () => {
  expect(drawPlan(7)).toEqual(drawPlan(7));
  expect(drawPlan(7)).not.toEqual(drawPlan(8));
});

test('300 seeds kill and stop every program, strike every crash point, and interfere in every way', () => {
  const drawn = new Set(
    STRIKES.map((strike) => {
      if ('program' in strike) return `${strike.kind} ${strike.program}`;
      return strike.kind === 'crash' ? strike.point : strike.kind;
    }),
  );
  const programs = PROGRAMS.flatMap((program) => [`kill ${program}`, `stop ${program}`]);
  const deploys = ['term worker-1', 'term worker-2', 'deploy'];
  const hands = [
    'cancel-run',
    'terminate-run',
    'close-market',
    'move-price',
    'keys',
    'rotate-key',
    'halt-symbol',
    'freeze',
    'halt-trading',
    'lose-rows',
    'own-order',
    'restrict',
    'activity',
    'withdrawal',
    'roll-out',
  ];
  expect([...drawn].sort()).toEqual([...programs, ...deploys, ...CRASH_POINTS, ...hands].sort());
});

test.each([1, 17, 1_000_003])(
  'any 20 seeds in a row draw every fault of money and every activity, from %s on',
  (from) => {
    const names = Array.from({ length: ROUND }, (_none, nth) => drawPlan(from + nth)).flatMap(({ drawn }) =>
      drawn.flatMap(({ name }) => (name.startsWith('activities') ? [] : [name])),
    );
    const all = [
      'nothing but deploys',
      'nothing but a key that is replaced, and deploys',
      'rows are lost',
      ...MONEY_DRAWS.map(([name]) => name),
      ...ACTIVITY_DRAWS.map(([name]) => name),
      'a withdrawal leaves',
      'a withdrawal is cancelled',
      'a version is rolled out',
    ];
    expect([...new Set(names)].sort()).toEqual(all.sort());
  },
);

test('60 seeds draw every setting of a money fault: policies, limits, lags, lists, statuses, undoing or not, and who tries what first', () => {
  const plans = PLANS.slice(0, 60);
  const policies = plans.flatMap(({ portfolios }) => portfolios.map(({ policy }) => policy));
  const faults = plans.flatMap((plan) => plan.faults);
  const seen = (values: unknown[]) => [...new Set(values.map((value) => JSON.stringify(value)))];
  expect(seen(policies.map(({ onFailure }) => onFailure)).sort()).toEqual(seen(Object.keys(ON_FAILURE)).sort());
  const limits = policies.flatMap(({ rollbackLimits }) => rollbackLimits ?? []);
  expect(limits.some(({ residualPercent }) => residualPercent === '0.0001')).toBe(true);
  expect(limits.some(({ priceMovePercent }) => priceMovePercent === '0.0001')).toBe(true);
  expect(limits.some(({ sameSession }) => !sameSession)).toBe(true);
  const lists = faults.flatMap(({ effect }) => (effect.kind === 'wrong-positions' ? [effect.how] : []));
  expect(seen(lists)).toHaveLength(3);
  const reads = faults.flatMap(({ match, effect }) =>
    match.operation === 'read' && effect.kind === 'status' && [403, 404].includes(effect.status) ? [effect.status] : [],
  );
  expect(seen(reads)).toHaveLength(2);
  const lags = plans.flatMap((plan) => Object.values(plan.lags));
  expect(lags.some(({ cashMs, buyingPowerMs }) => cashMs > 0 && buyingPowerMs > 0)).toBe(true);
  expect(plans.some(({ executionsLagMs }) => executionsLagMs === null || executionsLagMs > 0)).toBe(true);
  const strikes = plans.flatMap((plan) => plan.strikes);
  for (const kind of ['freeze', 'halt-trading'])
    expect(seen(strikes.flatMap((one) => (one.kind === kind && 'undo' in one ? [one.undo] : [])))).toHaveLength(2);
  expect(seen(strikes.flatMap((one) => (one.kind === 'halt-symbol' ? [one.refuses] : [])))).toHaveLength(2);
  const forbidden = STRIKES.flatMap((one) => (one.kind === 'restrict' ? [one.restrictions] : []));
  expect(forbidden.some((one) => one !== 'all' && one.settledCashOnly)).toBe(true);
  expect(seen(forbidden)).toHaveLength(5);
  expect(seen(STRIKES.flatMap((one) => (one.kind === 'own-order' ? [one.side] : [])))).toHaveLength(2);
  const markets = new Set(plans.flatMap(({ market }) => Object.keys(market)));
  expect([...markets].sort()).toEqual(['bookRefillMs', 'bookShares', 'collarPercent', 'partialFillPercent']);
  expect(seen(plans.map(({ firstTry }) => firstTry)).sort()).toEqual(seen([...FIRST_TRIES]).sort());
});

const STREAM_EFFECTS = [
  'break-line',
  'cut-stream',
  'delay-event',
  'endless-line',
  'lose-event',
  'mute-stream',
  'refuse-stream',
  'repeat-event',
  'silence-stream',
];

test.each([
  ['orders', 1],
  ['orders', 17],
  ['activities', 1],
  ['activities', 17],
])('any 20 seeds in a row draw every fault of the stream of %s, from %s on', (stream, from) => {
  const faults = Array.from({ length: ROUND }, (_none, nth) => drawPlan(from + nth)).flatMap((plan) => plan.faults);
  const ofStream = faults.filter(({ match }) => match.stream === stream);
  expect([...new Set(ofStream.map(({ effect }) => effect.kind))].sort()).toEqual(STREAM_EFFECTS);
});

test('where rows are lost nothing else strikes, and no order is late on its way', () => {
  const losing = PLANS.filter(losesRows);
  expect(losing.length).toBeGreaterThan(20);
  expect(losing.every(({ strikes }) => strikes.length === 1)).toBe(true);
  expect(losing.flatMap(({ faults }) => faults).every(({ effect }) => effect.kind === 'partial-fill')).toBe(true);
});

test('no seed trades what another one trades', () => {
  const symbols = PLANS.flatMap(({ prices }) => Object.keys(prices));
  expect(new Set(symbols).size).toBe(symbols.length);
});

test('in some seeds nothing but deploys strikes, and orders are open for longer than a worker has to stop', () => {
  const deploys = PLANS.filter(isOnlyDeploys);
  expect(deploys.length).toBeGreaterThan(30);
  expect(deploys.every(({ faults }) => faults.length === 0)).toBe(true);
  expect(deploys.some(({ fillDelayMs }) => fillDelayMs > 10_000)).toBe(true);
});
