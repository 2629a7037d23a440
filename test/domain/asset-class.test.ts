// Asset classes: when one asks for a rebalance, what is traded then, and what of them is refused.

import fc from 'fast-check';
import { classBandWidth, membersOf } from '../../src/domain/asset-class';
import { decide } from '../../src/domain/decide';
import { investableValueOf, measureDrift, type PricedPortfolio } from '../../src/domain/drift';
import { explainDecision } from '../../src/domain/explain';
import { NO_OVERRIDES, policyFor } from '../../src/domain/model';
import { decimal, HUNDRED, sum } from '../../src/domain/money';
import { afterOrders, planOrders } from '../../src/domain/plan';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { checkClasses, checkTargetsOf } from '../../src/input/asset-classes';
import { parsePolicy } from '../../src/input/policy';
import { drawn } from '../support/any-situation';
import { portfolio, pricesOf, situation } from '../support/situations';

const CASES = Number(process.env.PLAN_CASES ?? '1000');
const MONEY = decimal('1000000000000');
const FREE = { isBlocked: () => false, undoMoney: MONEY, togetherMoney: MONEY };
const EQUITY = { name: 'EQUITY', band: '3.0000', symbols: ['SPY', 'VXUS'] };
const CALM: Policy = { ...DEFAULT_POLICY, driftMode: 'absolute', driftThreshold: '5.0000', cashReserve: '0.0000' };
const SYMBOLS = ['AGG', 'GLD', 'SPY', 'VXUS'];
const TARGETS = SYMBOLS.map((symbol) => ({ symbol, percent: '25.0000' }));

/** Of 10,000 dollars, a dollar a share. */
function decided(dollars: readonly string[], fields: Partial<Policy>, cash = '0.00') {
  const holdings = SYMBOLS.map((symbol, index) => ({ symbol, quantity: dollars[index] ?? '0' }));
  const now = situation({
    portfolio: portfolio({ targets: TARGETS, holdings, cash, policy: { ...CALM, ...fields } }),
    account: { ...situation().account, cash, positions: holdings, margin: true, buyingPower: '20000.00' },
    prices: pricesOf(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, '1']))),
    assets: new Map(SYMBOLS.map((symbol) => [symbol, { tradable: true, fractionable: true }])),
  });
  const decision = decide(now);
  const triggers = explainDecision(now, decision)?.triggers;
  if (decision.kind !== 'trade') return { kind: decision.kind, triggers, orders: [] };
  const orders = decision.orders.map(({ side, symbol, value }) => `${side} ${symbol} ${value.toFixed(0)}`);
  return { kind: decision.kind, triggers, orders };
}

test.each<[string, string[], Partial<Policy>, string[]]>([
  ['at its band it is within it', ['2500', '2200', '2600', '2700'], {}, []],
  ['a share beyond, it is past it', ['2500', '2199.999999999', '2600', '2700.000000001'], {}, ['CLASS']],
  ['below its band it is past it as well', ['2700', '2650', '2300', '2350'], {}, ['CLASS']],
  ['at its target it is within it, though its symbols are apart', ['2500', '2500', '2900', '2100'], {}, []],
  [
    'in relative mode the band is a part of its target',
    ['2400', '2400', '2600', '2600'],
    { driftMode: 'relative', driftThreshold: '50.0000' },
    ['CLASS'],
  ],
])('of a class, %s', (_name, dollars, fields, triggers) => {
  expect(decided(dollars, { assetClasses: [EQUITY], ...fields }).triggers).toEqual(triggers);
});

test('without the class nothing is traded, and with it every symbol goes to its target', () => {
  const dollars = ['2300', '2300', '2700', '2700'];
  expect(decided(dollars, {}).kind).toBe('not-needed');
  expect(decided(dollars, { assetClasses: [EQUITY] }).orders).toEqual([
    'SELL SPY 200',
    'SELL VXUS 200',
    'BUY AGG 200',
    'BUY GLD 200',
  ]);
});

test('to the edge of the band, only the class moves, with those that take what it brings', () => {
  const fields: Partial<Policy> = { assetClasses: [EQUITY], destination: 'band-edge', bandReturn: '50.0000' };
  // Of the class it is SPY that is too much; GLD is above its target and stays.
  expect(decided(['2050', '2550', '2950', '2450'], fields).orders).toEqual(['SELL SPY 250', 'BUY AGG 250']);
  // VXUS lacks money, and its class is too large: it takes none of what SPY brings.
  expect(decided(['2150', '2350', '3000', '2500'], fields).orders).toEqual([
    'SELL SPY 350',
    'BUY AGG 245',
    'BUY GLD 105',
  ]);
});

test('where money that is invested would push another class out of its band, everything goes on towards its target', () => {
  const METALS = { name: 'METALS', band: '1.0000', symbols: ['AGG', 'GLD'] };
  const fields: Partial<Policy> = { assetClasses: [METALS], destination: 'band-edge', cashAbove: '1.0000' };
  // METALS is at its target. Its part of the money would buy AGG, and be 1.1 points too much.
  expect(decided(['2050', '2950', '2300', '2300'], fields, '400.00').orders).toEqual([
    'SELL GLD 238',
    'BUY AGG 338',
    'BUY SPY 150',
    'BUY VXUS 150',
  ]);
});

test('a plan to the edge of the band that fills whole leaves no class past its band', () => {
  let past = 0;
  fc.assert(
    fc.property(drawn, (one) => {
      const { priced } = one;
      const policy: Policy = {
        ...one.policy,
        maxTurnover: null,
        shares: 'fractional',
        destination: 'band-edge',
        assetClasses: [
          { name: 'A', band: '2.0000', symbols: ['S00', 'S02'] },
          { name: 'B', band: '5.0000', symbols: ['S01', 'S03', 'S05'] },
        ],
      };
      const plan = planOrders(priced, policy, FREE);
      if (plan.orders.length === 0 || plan.leftOut.length > 0 || priced.cash.isNegative()) return;
      if (measureDrift(priced, policy).triggers.includes('CLASS')) past += 1;
      const after = afterOrders(priced, plan.orders);
      for (const { exceeds, name } of measureDrift(after, policy).classes)
        if (exceeds) expect(offOf(after, policy, name).lessThanOrEqualTo(grainOf(after))).toBe(true);
    }),
    { numRuns: CASES },
  );
  expect(past).toBeGreaterThan(CASES / 50);
});

/** How far a class is from its target: USD. */
function offOf(priced: PricedPortfolio, policy: Policy, name: string) {
  const one = policy.assetClasses.find((each) => each.name === name) ?? EQUITY;
  const investable = investableValueOf(priced, policy.cashReserve);
  const members = membersOf(priced.positions, one, ({ symbol }) => symbol);
  return sum(
    members.map(({ quantity, price, target }) => quantity.times(price).minus(investable.times(target).div(HUNDRED))),
  ).abs();
}

/** Only a band that is narrower than cents and shares can be divided is passed, by no more than those. */
function grainOf({ positions }: PricedPortfolio) {
  return decimal('0.01')
    .times(positions.length)
    .plus(sum(positions.map(({ price }) => price.times('0.000000001'))));
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
  return 'accepted';
};

test.each<[string, unknown, string]>([
  ['text', 'EQUITY', 'policy.assetClasses must be a list of at most 50'],
  ['a name with a space', [{ ...EQUITY, name: 'U S' }], 'policy.assetClasses[0].name must be 1 to 32 letters'],
  ['two of one name', [EQUITY, { ...EQUITY, symbols: ['AGG'] }], 'policy.assetClasses[1].name is EQUITY'],
  ['a band of 0', [{ ...EQUITY, band: '0' }], 'policy.assetClasses[0].band must be from 0.0001 to 1000'],
  ['a number for a band', [{ ...EQUITY, band: 3 }], 'policy.assetClasses[0].band must be a decimal string'],
  ['no symbols', [{ ...EQUITY, symbols: [] }], 'policy.assetClasses[0].symbols must be a list of 1 to 500 symbols'],
  ['a symbol twice', [{ ...EQUITY, symbols: ['SPY', 'SPY'] }], 'must name SPY only once'],
  ['a weight', [{ ...EQUITY, percent: '50' }], 'policy.assetClasses[0].percent is not a field'],
  [
    'a symbol in two classes',
    [EQUITY, { name: 'US', band: '1', symbols: ['SPY'] }],
    'policy.assetClasses[1].symbols must not name SPY, which is in EQUITY: a symbol is in one class',
  ],
])('a class is refused that has %s', (_name, assetClasses, message) => {
  expect(refusal(() => parsePolicy({ assetClasses }))).toContain(message);
});

test('a class is held against the targets, whichever of the two is changed', () => {
  const policy = parsePolicy({ assetClasses: [EQUITY] });
  const without = TARGETS.filter(({ symbol }) => symbol !== 'VXUS');
  expect(refusal(() => checkClasses(policy, TARGETS))).toBe('accepted');
  expect(refusal(() => checkClasses(policy, without))).toContain('name VXUS in EQUITY, and it has no target');
  expect(refusal(() => checkTargetsOf(policy, without))).toContain('its classes name VXUS in EQUITY');
  const wide = parsePolicy({ driftMode: 'absolute', assetClasses: [{ ...EQUITY, band: '50' }] });
  expect(refusal(() => checkClasses(wide, TARGETS))).toContain('no weight can be past it');
  const reachable = parsePolicy({ driftMode: 'absolute', assetClasses: [{ ...EQUITY, band: '49.9999' }] });
  expect(refusal(() => checkClasses(reachable, TARGETS))).toBe('accepted');
});

test('what takes the place of a symbol of a model takes it in its class', () => {
  const policy = { ...CALM, assetClasses: [EQUITY] };
  const followed = policyFor(policy, CALM, { ...NO_OVERRIDES, substitute: { VXUS: 'IXUS' } });
  expect(followed.assetClasses).toEqual([{ ...EQUITY, symbols: ['IXUS', 'SPY', 'VXUS'] }]);
});

test('the band of a class is in the unit of the policy', () => {
  expect(classBandWidth(decimal('60'), EQUITY, 'absolute').toFixed()).toBe('3');
  expect(classBandWidth(decimal('60'), EQUITY, 'relative').toFixed()).toBe('1.8');
});
