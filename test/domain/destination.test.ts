// Where a plan goes, drawn from all that input validation accepts. `PLAN_CASES=100000` draws more.

import fc from 'fast-check';
import { classBandWidth, membersOf } from '../../src/domain/asset-class';
import { bandWidth } from '../../src/domain/band';
import { aimedAt } from '../../src/domain/destination';
import { investableValueOf, measureDrift, type PricedPortfolio } from '../../src/domain/drift';
import { Decimal, decimal, HUNDRED, sum } from '../../src/domain/money';
import type { Side } from '../../src/domain/order';
import { afterOrders, planOrders } from '../../src/domain/plan';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { drawn } from '../support/any-situation';

const CASES = Number(process.env.PLAN_CASES ?? '1000');
const MONEY = decimal('1000000000000');
const FREE = { isBlocked: (_symbol: string, _side: Side) => false, undoMoney: MONEY, togetherMoney: MONEY };
const POLICY = { ...DEFAULT_POLICY, cashReserve: '0.0000', destination: 'band-edge' as const, bandReturn: '0.0000' };

function held(dollars: readonly number[], targets: readonly string[], cash = '0'): PricedPortfolio {
  return {
    cash: decimal(cash),
    positions: dollars.map((usd, index) => ({
      symbol: `S${index}`,
      price: decimal('1'),
      quantity: decimal(String(usd)),
      target: decimal(targets[index] ?? '0'),
    })),
  };
}

function goals(portfolio: PricedPortfolio, policy: Partial<typeof POLICY> = {}, isBlocked = FREE.isBlocked): string[] {
  return aimedAt(portfolio, { ...POLICY, ...policy }, { isBlocked }).positions.map(({ target }) => target.toFixed(2));
}

test.each([
  ['inside their bands nothing moves', [5_100, 4_900], ['50', '50'], {}, ['51.00', '49.00']],
  [
    'the offender goes to its edge and the other takes what it brings',
    [6_000, 4_000],
    ['50', '50'],
    {},
    ['52.50', '47.50'],
  ],
  [
    'in absolute mode the edge is in percentage points',
    [6_000, 4_000],
    ['50', '50'],
    { driftMode: 'absolute' as const, driftThreshold: '2.0000' },
    ['52.00', '48.00'],
  ],
  [
    'what is brought goes to those under their targets, by distance, and not to the one above',
    [3_600, 2_550, 2_380, 1_470],
    ['25', '25', '25', '25'],
    { driftThreshold: '20.0000' },
    ['30.00', '25.50', '23.94', '20.56'],
  ],
  [
    'the offender goes as far into its band as the policy says',
    [6_000, 4_000],
    ['50', '50'],
    { bandReturn: '12.5000' },
    ['52.19', '47.81'],
  ],
  [
    'all the way is its target, and what is inside its band stays out of it',
    [3_600, 2_550, 2_380, 1_470],
    ['25', '25', '25', '25'],
    { driftThreshold: '20.0000', bandReturn: '100.0000' },
    ['25.00', '25.50', '24.50', '25.00'],
  ],
  ['an exit is whole', [200, 9_800], ['0', '100'], {}, ['0.00', '100.00']],
])('%s', (_name, dollars, targets, policy, expected) => {
  expect(goals(held(dollars, targets), policy)).toEqual(expected);
});

test('whole shares go to the first one inside the band, or to the last one before the target', () => {
  const priced: PricedPortfolio = {
    cash: decimal('0'),
    positions: [
      { symbol: 'S0', price: decimal('400'), quantity: decimal('15'), target: decimal('50') },
      { symbol: 'S1', price: decimal('1'), quantity: decimal('4000'), target: decimal('50') },
    ],
  };
  const aimed = (isWhole: boolean) =>
    aimedAt(
      priced,
      { ...POLICY, bandReturn: '12.5000' },
      { ...FREE, isWhole: (symbol) => isWhole && symbol === 'S0' },
    ).positions[0]?.target.toFixed(2);

  expect(aimed(false)).toBe('52.19');
  // 13 shares are $5,200 of $10,000; a fourteenth would be past the band.
  expect(aimed(true)).toBe('52.00');
});

test('money that arrives is invested, in proportion to what is missing', () => {
  expect(goals(held([4_000, 5_000], ['50', '50'], '1000'))).toEqual(['50.00', '50.00']);
});

test('what cannot be bought takes no share of the money, and the others go to their targets at once', () => {
  const isBlocked = (symbol: string, side: Side) => symbol === 'S0' && side === 'BUY';

  expect(goals(held([0, 0, 9_999], ['33.34', '33.33', '33.33']), {}, isBlocked)).toEqual(['31.67', '33.33', '35.00']);
});

test('what cannot be bought does not keep a portfolio trading, run after run', () => {
  const isBlocked = (symbol: string, side: Side) => symbol === 'S0' && side === 'BUY';
  let now = held([0, 0, 3_000_000], ['33.34', '33.33', '33.33']);
  let runs = 0;
  for (; runs < 20; runs += 1) {
    const plan = planOrders(now, POLICY, { ...FREE, isBlocked });
    if (!plan.orders.some(({ side }) => side === 'BUY')) break;
    now = afterOrders(now, plan.orders);
  }
  expect(runs).toBeLessThan(4);
});

test('a destination is between what is held and the target, all sum to the whole, and none is outside its band', () => {
  let moved = 0;
  fc.assert(
    fc.property(drawn, ({ priced, policy }) => {
      const investable = investableValueOf(priced, policy.cashReserve);
      // Where every target is of a legacy holding, nothing else has a destination.
      const hasTarget = priced.positions.some(({ target }) => target.greaterThan(0));
      if (!investable.greaterThan(0) || !hasTarget) return;
      const aimed = aimedAt(priced, { ...policy, destination: 'band-edge' }, FREE);
      const slack = decimal('0.00000000000001');
      expect(
        sum(aimed.positions.map(({ target }) => target))
          .minus(HUNDRED)
          .abs()
          .lessThan(slack),
      ).toBe(true);
      for (const [index, { target: goal }] of aimed.positions.entries()) {
        const { quantity, price, target } = priced.positions[index] as PricedPortfolio['positions'][number];
        const weight = quantity.times(price).times(HUNDRED).div(investable);
        const [low, high] = [Decimal.min(weight, target), Decimal.max(weight, target)];
        expect(goal.greaterThanOrEqualTo(low.minus(slack)) && goal.lessThanOrEqualTo(high.plus(slack))).toBe(true);
        expect(goal.minus(target).abs().lessThanOrEqualTo(bandWidth(target, policy).plus(slack))).toBe(true);
        if (!goal.equals(target)) moved += 1;
      }
      for (const one of policy.assetClasses) {
        const of = (positions: PricedPortfolio['positions']) =>
          sum(membersOf(positions, one, ({ symbol }) => symbol).map(({ target }) => target));
        const [goal, target] = [of(aimed.positions), of(priced.positions)];
        const width = classBandWidth(target, one, policy.driftMode);
        expect(goal.minus(target).abs().lessThanOrEqualTo(width.plus(slack))).toBe(true);
      }
    }),
    { numRuns: CASES },
  );
  expect(moved).toBeGreaterThan(CASES / 10);
});

test('a plan to the edge of the band that fills whole leaves nothing to do, and trades no more than one to the targets', () => {
  let traded = 0;
  fc.assert(
    fc.property(drawn, (one) => {
      const { priced } = one;
      // A turnover leaves the rest to later runs.
      const policy = { ...one.policy, maxTurnover: null };
      const plan = planOrders(priced, { ...policy, destination: 'band-edge' }, FREE);
      if (plan.orders.length === 0 || plan.leftOut.length > 0 || priced.cash.isNegative()) return;
      const after = afterOrders(priced, plan.orders);
      const investable = investableValueOf(priced, policy.cashReserve);
      // What one sells less for want of a part of a share, another has not to buy with.
      const oneOfEach = sum(priced.positions.map(({ price }) => price));
      for (const [index, { exceeds }] of measureDrift(after, policy).positions.entries()) {
        if (!exceeds) continue;
        // Only where a band is narrower than cents and shares can be divided, or past it by less than a share of each.
        const { quantity, price, target } = after.positions[index] as PricedPortfolio['positions'][number];
        const missed = quantity.times(price).minus(investable.times(target).div(HUNDRED)).abs();
        const width = investable.times(bandWidth(target, policy)).div(HUNDRED);
        const grain = decimal('0.01')
          .times(after.positions.length)
          .plus(policy.shares === 'whole' ? width.plus(oneOfEach) : price.times('0.000000001'));
        expect(missed.lessThanOrEqualTo(grain)).toBe(true);
      }
      const whole = planOrders(priced, { ...policy, destination: 'target' }, FREE);
      const usd = (orders: typeof plan.orders) => sum(orders.map(({ value }) => value));
      // Whole shares are rounded up into the band.
      const rounded = policy.shares === 'whole' ? oneOfEach : decimal('0');
      const cents = decimal('0.02').times(priced.positions.length).plus(rounded);
      expect(usd(plan.orders).lessThanOrEqualTo(usd(whole.orders).plus(cents))).toBe(true);
      traded += 1;
    }),
    { numRuns: CASES },
  );
  expect(traded).toBeGreaterThan(CASES / 20);
});
