import fc from 'fast-check';
import { decide } from '../../src/domain/decide';
import { investableValueOf, valueOf } from '../../src/domain/drift';
import { decimal, HUNDRED, sum } from '../../src/domain/money';
import { afterOrders } from '../../src/domain/plan';
import {
  type Finding,
  findingText,
  RULE_KINDS,
  type Rule,
  type RuleKind,
  ruleFindings,
  unmeetable,
} from '../../src/domain/rules';
import { InputRefused } from '../../src/input/refused';
import { parseRules } from '../../src/input/rules';
import { type Drawn, drawn } from '../support/any-situation';
import { portfolio, situation } from '../support/situations';

const CASES = Number(process.env.PLAN_CASES ?? '300');

const rule = (kind: RuleKind, limit: string | null, some: Partial<Rule> = {}): Rule => ({
  kind,
  severity: 'block',
  limit,
  symbols: [],
  ...some,
});
const under = (...rules: Rule[]) => decide(situation({ ruleSet: { version: 1, rules } }));
const found = (...rules: Rule[]): Finding[] => {
  const decision = under(...rules.map((one) => ({ ...one, severity: 'warn' as const })));
  return decision.kind === 'trade' ? decision.findings : [];
};

describe('a plan that breaks a rule', () => {
  // META is 10 % up: it is sold for $2,168.97, and the others are bought.
  test.each<[RuleKind, Rule, string]>([
    ['max-weight', rule('max-weight', '33.0000', { symbols: ['AAPL'] }), 'max-weight: AAPL'],
    ['min-cash', rule('min-cash', '5.0000'), 'min-cash: 0.2500 %, at least 5.0000 %'],
    ['restricted', rule('restricted', null, { symbols: ['AAPL'] }), 'restricted: AAPL would be bought for $'],
    ['max-turnover', rule('max-turnover', '1.0000'), 'max-turnover: 2.'],
    ['max-order', rule('max-order', '1500.00'), 'max-order: META $'],
  ])('%s: is not traded when the rule blocks, and is traded with a finding when it warns', (_kind, one, text) => {
    const blocked = under(one);
    expect(blocked).toMatchObject({ kind: 'refused', refusal: { code: 'RULE_BROKEN' } });
    expect(blocked.kind === 'refused' && blocked.refusal.detail).toContain(text);
    expect(found(one).map(findingText)[0]).toContain(text);
  });

  test('is traded like any other when there is no rule, or none that it breaks', () => {
    expect(under()).toMatchObject({ kind: 'trade', findings: [] });
    const wide = [rule('max-weight', '40.0000'), rule('max-turnover', '50.0000'), rule('max-order', '50000.00')];
    expect(under(...wide)).toMatchObject({ kind: 'trade', findings: [] });
  });

  test.each<[RuleKind, string]>([
    ['max-weight', '0.0001'],
    ['max-turnover', '0.0001'],
    ['max-order', '0.01'],
  ])('%s: a limit is met just above what a plan has, and not just below it', (kind, step) => {
    const values = found(rule(kind, step)).map(({ value }) => decimal(value));
    const most = values.reduce((a, b) => (b.greaterThan(a) ? b : a));
    const decimals = step.length - 2;
    expect(found(rule(kind, most.plus(step).toFixed(decimals)))).toEqual([]);
    expect(found(rule(kind, most.minus(step).toFixed(decimals)))).toHaveLength(1);
  });

  test('a symbol that is sold is not restricted, and one above its limit that is sold breaks nothing', () => {
    expect(found(rule('restricted', null, { symbols: ['META'] }))).toEqual([]);
    expect(found(rule('max-weight', '10.0000', { symbols: ['META'] }))).toEqual([]);
  });

  test('a first purchase is not turned over', () => {
    const empty = portfolio({ holdings: [], cash: '100000.00' });
    const first = (rules: Rule[]) => decide(situation({ portfolio: empty, ruleSet: { version: 1, rules } }));
    expect(first([rule('max-turnover', '1.0000')])).toMatchObject({ kind: 'trade' });
    expect(first([rule('max-weight', '33.3300')])).toMatchObject({ refusal: { code: 'RULE_BROKEN' } });
  });

  test('a run that only buys with the cash that is there is held to the rules as well', () => {
    const rules = [rule('restricted', null, { symbols: ['AAPL', 'META', 'MSFT'] })];
    const rich = portfolio({ cash: '5000.00' });
    expect(decide(situation({ portfolio: rich, ruleSet: { version: 1, rules } }), 'invest_cash')).toMatchObject({
      refusal: { code: 'RULE_BROKEN' },
    });
  });
});

/** What each rule says, in words of its own. */
function breaks({ kind, limit, symbols }: Rule, { priced, policy }: Drawn, orders: Orders): boolean {
  const [after, most] = [afterOrders(priced, orders), decimal(limit ?? '0')];
  const buys = orders.filter(({ side }) => side === 'BUY');
  const named = buys.filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol));
  const usd = (some: Orders) => sum(some.map(({ value }) => value));
  const invested = investableValueOf(after, policy.cashReserve);
  switch (kind) {
    case 'max-weight':
      return named.some(({ symbol }) => {
        const position = after.positions.find((one) => one.symbol === symbol);
        if (position === undefined) throw new Error(`${symbol} is bought and not there`);
        const { quantity, price } = position;
        return price.times(quantity).times(HUNDRED).greaterThan(most.times(invested));
      });
    case 'min-cash':
      return (
        after.cash.lessThan(priced.cash) &&
        after.cash
          .plus(decimal('0.01').times(orders.length))
          .times(HUNDRED)
          .lessThan(most.times(valueOf(after)))
      );
    case 'restricted':
      return named.length > 0;
    case 'max-turnover': {
      const isFirst = priced.positions.every(({ quantity }) => quantity.isZero());
      const sells = orders.filter(({ side }) => side === 'SELL');
      return (
        !isFirst && [usd(buys), usd(sells)].some((one) => one.times(HUNDRED).greaterThan(most.times(valueOf(priced))))
      );
    }
    case 'max-order':
      return orders.some(({ value }) => value.greaterThan(most));
  }
}

type Orders = Parameters<typeof ruleFindings>[3];

const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(RULE_KINDS) as RuleKind[])),
    severity: fc.constantFrom('block' as const, 'warn' as const),
    percent: fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 50_000 })),
    symbols: fc.uniqueArray(
      fc.integer({ min: 0, max: 59 }).map((n) => `S${String(n).padStart(2, '0')}`),
      { minLength: 1, maxLength: 30 },
    ),
    isNamed: fc.boolean(),
  })
  .map(({ kind, severity, percent, symbols, isNamed }) => ({
    kind,
    severity,
    limit:
      kind === 'restricted'
        ? null
        : kind === 'max-order'
          ? `${percent}.00`
          : decimal(`${percent}`).div(10_000).toFixed(4),
    symbols: kind === 'restricted' || (kind === 'max-weight' && isNamed) ? symbols : [],
  }));

test('no plan is traded that breaks a rule that blocks, every other one is as it was, and a finding is true', () => {
  let [blocked, traded] = [0, 0];
  fc.assert(
    fc.property(drawn, fc.array(anyRule, { maxLength: 4 }), (one, rules) => {
      const free = decide(one.situation);
      const held = decide({ ...one.situation, ruleSet: { version: 1, rules } });
      if (free.kind !== 'trade') return void expect(held).toEqual(free);
      const broken = rules.filter((each) => breaks(each, one, free.orders));
      if (broken.some(({ severity }) => severity === 'block')) {
        blocked += 1;
        expect(held).toMatchObject({ kind: 'refused', refusal: { code: 'RULE_BROKEN' }, drift: free.drift });
        return;
      }
      traded += 1;
      if (held.kind !== 'trade') throw new Error(`it is ${held.kind}`);
      expect({ ...held, findings: [] }).toEqual(free);
      expect(new Set(held.findings.map(({ rule }) => rule))).toEqual(new Set(broken.map(({ kind }) => kind)));
    }),
    { numRuns: CASES },
  );
  // Both happen often.
  expect(Math.min(blocked, traded)).toBeGreaterThan(CASES / 20);
});

test('what only raises cash is kept from nothing by a minimum of cash, a weight or a list', () => {
  fc.assert(
    fc.property(drawn, fc.array(anyRule, { maxLength: 4 }), ({ priced, policy }, rules) => {
      const sells = priced.positions
        .filter(({ quantity }) => quantity.greaterThan(0))
        .map(({ symbol, quantity, price }) => ({
          symbol,
          side: 'SELL' as const,
          quantity,
          price,
          value: quantity.times(price),
        }));
      const kinds = ruleFindings(rules, priced, policy, sells).map(({ rule: kind }) => kind);
      expect(kinds.filter((kind) => kind !== 'max-turnover' && kind !== 'max-order')).toEqual([]);
    }),
    { numRuns: CASES },
  );
});

function refusedField(given: unknown): string | undefined {
  try {
    parseRules(given);
    return undefined;
  } catch (error) {
    return error instanceof InputRefused ? error.field : undefined;
  }
}

describe('rules as people enter them', () => {
  test('are kept in one text form, and a named symbol once', () => {
    expect(
      parseRules([
        { kind: 'max-weight', severity: 'block', limit: '25' },
        { kind: 'restricted', severity: 'warn', symbols: ['TSLA', 'GME', 'GME'] },
        { kind: 'max-order', severity: 'block', limit: '50000' },
      ]),
    ).toEqual([
      { kind: 'max-weight', severity: 'block', limit: '25.0000', symbols: [] },
      { kind: 'restricted', severity: 'warn', limit: null, symbols: ['GME', 'TSLA'] },
      { kind: 'max-order', severity: 'block', limit: '50000.00', symbols: [] },
    ]);
  });

  const right = { kind: 'max-weight', severity: 'block', limit: '25' };
  test.each<[string, unknown, string]>([
    ['no list', { rules: [] }, 'rules'],
    ['no object', ['max-weight'], 'rules[0]'],
    ['an unknown kind', [{ ...right, kind: 'max-luck' }], 'rules[0].kind'],
    ['the name of a method for a kind', [{ ...right, kind: 'toString' }], 'rules[0].kind'],
    ['an unknown severity', [{ ...right, severity: 'shout' }], 'rules[0].severity'],
    ['an unknown field', [{ ...right, percent: '3' }], 'rules[0].percent'],
    ['no limit', [{ kind: 'max-weight', severity: 'block' }], 'rules[0].limit'],
    ['a limit that is a JSON number', [{ ...right, limit: 25 }], 'rules[0].limit'],
    ['a limit of zero', [{ ...right, limit: '0' }], 'rules[0].limit'],
    ['a limit above 100 %', [{ ...right, limit: '100.0001' }], 'rules[0].limit'],
    ['a part of a cent', [{ kind: 'max-order', severity: 'block', limit: '0.001' }], 'rules[0].limit'],
    ['a limit for a list', [{ kind: 'restricted', severity: 'block', limit: '1', symbols: ['GME'] }], 'rules[0].limit'],
    ['a list without a symbol', [{ kind: 'restricted', severity: 'block' }], 'rules[0].symbols'],
    [
      'symbols where there are none',
      [{ kind: 'min-cash', severity: 'block', limit: '1', symbols: ['GME'] }],
      'rules[0].symbols',
    ],
    ['what is no symbol', [{ ...right, symbols: ['gme'] }], 'rules[0].symbols'],
    ['the same twice', [right, { ...right, limit: '30' }], 'rules[1]'],
  ])('%s is refused, with the field', (_what, given, field) => {
    expect(refusedField(given)).toBe(field);
  });
});

test('a rule that somebody cannot meet is named, unless it only warns', () => {
  const ten = { portfolioId: 'anna', targets: 10 };
  expect(unmeetable([rule('max-weight', '10.0000')], ten)).toBeUndefined();
  expect(unmeetable([rule('max-weight', '9.9999')], ten)).toBe(
    'anna has 10 targets, and at 9.9999 % each they do not make 100 %',
  );
  expect(unmeetable([rule('max-weight', '9.9999', { severity: 'warn' })], ten)).toBeUndefined();
  expect(unmeetable([rule('max-weight', '5.0000', { symbols: ['META'] })], ten)).toBeUndefined();
  expect(unmeetable([rule('max-weight', '5.0000')], null)).toBeUndefined();
  expect(unmeetable([rule('min-cash', '99.9999')], null)).toBeUndefined();
  expect(unmeetable([rule('min-cash', '100.0000')], null)).toBe(
    'a minimum of 100.0000 % in cash leaves nothing to invest',
  );
});
