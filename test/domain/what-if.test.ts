import fc from 'fast-check';
import { deployableCash } from '../../src/domain/cash-run';
import { pricePortfolio } from '../../src/domain/drift';
import { Decimal, decimal, HUNDRED, sum, ZERO } from '../../src/domain/money';
import { bookedUsd } from '../../src/domain/plan';
import { type Question, type WhatIf, whatIf } from '../../src/domain/what-if';
import { parseWhatIf } from '../../src/input/what-if';
import { anyPolicy } from '../support/any-policy';

const CASES = Number(process.env.PLAN_CASES ?? '1000');

/** A file as a person writes it, from all that is accepted. */
const files = fc
  .record({
    rows: fc.array(
      fc.record({
        part: fc.integer({ min: 0, max: 100 }),
        held: fc.integer({ min: 0, max: 2_000_000 }),
        price: fc.integer({ min: 1, max: 50_000_000 }),
        buy: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
        sell: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
        tradable: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
        fractionable: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    cash: fc.integer({ min: -50_000, max: 5_000_000 }),
    minOrder: fc.constantFrom('1', '1', '10', '10', '100', '1000', '1000000000'),
    cashReserve: fc.constantFrom('0', '0.25', '0.25', '5', '50', '99.9999'),
    margin: fc.boolean(),
    policy: fc.option(
      // The class is of a symbol that every file has.
      anyPolicy.map(({ assetClasses, ...policy }) => ({
        ...policy,
        assetClasses: assetClasses.slice(0, 1).map((one) => ({ ...one, band: '0.5000', symbols: ['S0'] })),
      })),
      { freq: 2 },
    ),
    run: fc.oneof(
      fc.constant({ kind: 'full' }),
      fc.constant({ kind: 'invest_cash' }),
      fc.integer({ min: 1, max: 5_000_000 }).map((cents) => ({ kind: 'invest_cash', amount: dollars(cents) })),
      fc.integer({ min: 1, max: 50_000_000 }).map((cents) => ({ kind: 'raise_cash', amount: dollars(cents) })),
    ),
  })
  .map(({ rows, cash, minOrder, cashReserve, margin, policy, run }) => {
    const symbols = rows.map((_row, index) => `S${index}`);
    const total = rows.reduce((all, { part }) => all + part, 0);
    const percents = rows.map(({ part }) => (total === 0 ? ZERO : floor4(HUNDRED.times(part).div(total))));
    percents[0] = (percents[0] ?? ZERO).plus(HUNDRED.minus(sum(percents)));
    return {
      portfolio: {
        targets: symbols.map((symbol, index) => ({ symbol, percent: (percents[index] ?? ZERO).toFixed(4) })),
        holdings: rows.map(({ held }, index) => ({ symbol: symbols[index], quantity: shares(held) })),
        cash: dollars(cash),
        policy: policy ?? { minOrder, cashReserve, untargeted: 'sell' },
      },
      prices: Object.fromEntries<string>(
        rows.map(({ price }, index) => [symbols[index] ?? '', new Decimal(price).div(10_000).toFixed(4)]),
      ),
      assets: Object.fromEntries<object>(
        rows.map(({ buy, sell, tradable, fractionable }, index) => [
          symbols[index] ?? '',
          { buy, sell, tradable, fractionable },
        ]),
      ),
      account: { margin },
      run,
    };
  });

function dollars(cents: number): string {
  return new Decimal(cents).div(100).toFixed(2);
}

function shares(millionths: number): string {
  return new Decimal(millionths).div(1_000).toFixed(3);
}

function floor4(percent: Decimal): Decimal {
  return percent.toDecimalPlaces(4, Decimal.ROUND_FLOOR);
}

/** Says which rule an answer breaks; nothing of the planners is used for it. */
function brokenRule(question: Question, answer: WhatIf): string | undefined {
  const { portfolio, assets, run } = question;
  const held = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  let cash = decimal(portfolio.cash);
  for (const order of answer.orders) {
    const asset = assets.get(order.symbol);
    if (asset?.tradable === false) return `${order.symbol} is not tradable`;
    if (order.side === 'BUY' ? asset?.buy === false : asset?.sell === false) return `${order.side} ${order.symbol}`;
    const isAll = order.side === 'SELL' && order.quantity.equals(held.get(order.symbol) ?? ZERO);
    const isWhole = asset?.fractionable === false || (portfolio.policy.shares === 'whole' && !isAll);
    if (isWhole && !order.quantity.isInteger()) return `${order.quantity.toFixed()} shares of ${order.symbol}`;
    if (run.kind === 'invest_cash' && order.side === 'SELL') return 'an investment sells';
    if (run.kind === 'raise_cash' && order.side === 'BUY') return 'a withdrawal buys';
    if (order.side === 'SELL' && order.quantity.greaterThan(held.get(order.symbol) ?? ZERO)) return 'sold beyond held';
    cash = order.side === 'SELL' ? cash.plus(bookedUsd(order)) : cash.minus(bookedUsd(order));
  }
  if (answer.after === null) return answer.decision === 'refused' ? undefined : 'it says nothing of afterwards';
  if (!decimal(answer.after.cash).equals(cash)) return `cash after is ${answer.after.cash}, not ${cash.toFixed()}`;
  if (cash.isNegative() && answer.orders.some(({ side }) => side === 'BUY')) return 'it buys on debt';
  if (answer.orders.length > 0 !== (answer.decision === 'trade')) return `${answer.decision} with orders`;
  return run.kind === 'full' ? undefined : brokenCashRule(question, answer);
}

function brokenCashRule({ portfolio, prices, run }: Question, { orders, decision }: WhatIf): string | undefined {
  const traded = sum(orders.map(({ value }) => value));
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced || run.kind === 'full') return undefined;
  if (run.kind === 'raise_cash')
    return decision === 'trade' && traded.lessThan(decimal(run.amount)) ? 'it raises too little' : undefined;
  const deployable = deployableCash(priced, portfolio.policy.cashReserve);
  if (traded.greaterThan(deployable)) return 'it invests the reserve';
  const total = sum(priced.positions.map(({ quantity, price }) => quantity.times(price))).plus(deployable);
  const past = orders.find(({ symbol, value }) => {
    const position = priced.positions.find((one) => one.symbol === symbol);
    if (position === undefined) return true;
    return position.quantity.times(position.price).plus(value).greaterThan(total.times(position.target).div(HUNDRED));
  });
  return past === undefined ? undefined : `${past.symbol} is bought past its target`;
}

test('every answer keeps the rules of its run, and is the same twice', () => {
  const decisions = new Map<string, number>();
  fc.assert(
    fc.property(files, (file) => {
      const question = parseWhatIf(file);
      const answer = whatIf(question);
      expect(brokenRule(question, answer)).toBeUndefined();
      expect(whatIf(question)).toEqual(answer);
      const key = `${question.run.kind} ${answer.decision}`;
      decisions.set(key, (decisions.get(key) ?? 0) + 1);
    }),
    { numRuns: CASES },
  );
  for (const kind of ['full', 'invest_cash', 'raise_cash'])
    expect(decisions.get(`${kind} trade`) ?? 0).toBeGreaterThan(CASES / 50);
});

const ASK = {
  portfolio: {
    targets: [
      { symbol: 'AAPL', percent: '50' },
      { symbol: 'META', percent: '50' },
    ],
    holdings: [
      { symbol: 'AAPL', quantity: '10' },
      { symbol: 'META', quantity: '10' },
    ],
    cash: '0.00',
    policy: { cashReserve: '0' },
  },
  prices: { AAPL: '100', META: '100' },
};

const shown = (file: object) =>
  whatIf(parseWhatIf(file)).orders.map(({ side, symbol, value }) => `${side} ${symbol} ${value.toFixed(2)}`);

test('an investment buys what lacks most, in proportion, and sells nothing', () => {
  const portfolio = { ...ASK.portfolio, cash: '500.00' };
  expect(shown({ ...ASK, portfolio, run: { kind: 'invest_cash' } })).toEqual(['BUY AAPL 250.00', 'BUY META 250.00']);
  expect(shown({ ...ASK, portfolio, prices: { AAPL: '100', META: '160' }, run: { kind: 'invest_cash' } })).toEqual([
    'BUY AAPL 500.00',
  ]);
});

test('a withdrawal sells what is furthest over its target until all are equally over', () => {
  const prices = { AAPL: '100', META: '160' };
  expect(shown({ ...ASK, prices, run: { kind: 'raise_cash', amount: '400' } })).toEqual(['SELL META 400.00']);
  expect(shown({ ...ASK, prices, run: { kind: 'raise_cash', amount: '800' } })).toEqual([
    'SELL AAPL 100.00',
    'SELL META 700.00',
  ]);
});

test('a withdrawal sells what has no target first, and refuses what cannot be raised', () => {
  const portfolio = {
    ...ASK.portfolio,
    targets: [...ASK.portfolio.targets, { symbol: 'SIVB', percent: '0' }],
    holdings: [...ASK.portfolio.holdings, { symbol: 'SIVB', quantity: '10' }],
  };
  const prices = { ...ASK.prices, SIVB: '10' };
  expect(shown({ portfolio, prices, run: { kind: 'raise_cash', amount: '60' } })).toEqual(['SELL SIVB 60.00']);
  expect(whatIf(parseWhatIf({ portfolio, prices, run: { kind: 'raise_cash', amount: '2100.01' } }))).toMatchObject({
    decision: 'refused',
    refusal: { code: 'CASH_NOT_THERE' },
  });
});

test('more than there is above the reserve is not invested', () => {
  const portfolio = { ...ASK.portfolio, cash: '100.00', policy: { cashReserve: '5' } };
  expect(whatIf(parseWhatIf({ ...ASK, portfolio, run: { kind: 'invest_cash', amount: '1' } }))).toMatchObject({
    decision: 'refused',
    refusal: { code: 'CASH_NOT_THERE', detail: '$0.00 is there above the cash reserve' },
  });
  expect(whatIf(parseWhatIf({ ...ASK, portfolio, run: { kind: 'invest_cash' } })).decision).toBe('not-needed');
});

test('weights and cash after a trade sum to the whole value', () => {
  const { after } = whatIf(parseWhatIf({ ...ASK, prices: { AAPL: '100', META: '160' } }));
  const weights = Object.values(after?.weights ?? {}).map(decimal);
  const cash = decimal(after?.cash ?? '0')
    .times(HUNDRED)
    .div('2600');
  expect(sum([...weights, cash]).toFixed(3)).toBe('100.000');
});

test('a missing price is a refusal with its symbol, and nothing is measured', () => {
  expect(whatIf(parseWhatIf({ ...ASK, prices: { AAPL: '100' } }))).toEqual({
    decision: 'refused',
    refusal: { code: 'PRICE_MISSING', detail: 'META' },
    drift: null,
    orders: [],
    after: null,
    reasons: [],
    warnings: [],
  });
});

test('a symbol that may not be bought is left out, and the others are traded', () => {
  const prices = { AAPL: '100', META: '160' };
  const { decision, orders, warnings } = whatIf(parseWhatIf({ ...ASK, prices, assets: { AAPL: { buy: false } } }));
  expect(orders.filter(({ symbol }) => symbol === 'AAPL')).toEqual([]);
  expect(decision === 'trade' ? warnings : decision).toEqual(decision === 'trade' ? ['UNTRADABLE'] : 'refused');
});
