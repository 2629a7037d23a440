// What holds of every run that only raises or only invests cash, drawn from all that input validation accepts.

import fc from 'fast-check';
import { assetProblem, type Decision, decide, isFractionable, type Situation } from '../../src/domain/decide';
import { investableValueOf, type PricedPortfolio, priceBySymbol, pricePortfolio } from '../../src/domain/drift';
import {
  Decimal,
  decimal,
  floorToCents,
  HUNDRED,
  halfEvenToCents,
  SHARE_UNIT,
  sum,
  ZERO,
} from '../../src/domain/money';
import { afterOrders, type PlannedOrder } from '../../src/domain/plan';
import type { Portfolio } from '../../src/domain/portfolio';
import { setAsideUsd } from '../../src/domain/withdrawal';
import { type Drawn, drawn } from '../support/any-situation';
import { portfolio, pricesOf, situation } from '../support/situations';

const CASES = Number(process.env.PLAN_CASES ?? '600');

type Run = Parameters<typeof decide>[1];

function ordersOf(decision: Decision): PlannedOrder[] {
  return decision.kind === 'trade' ? decision.orders : [];
}

/** The situation once the orders have filled at their prices. */
function filled(one: Situation, orders: readonly PlannedOrder[]): Situation {
  const after = afterOrders(pricedOf(one), orders);
  const untouched = one.portfolio.holdings.filter(({ symbol }) => after.positions.every((p) => p.symbol !== symbol));
  const holdings = after.positions
    .filter(({ quantity }) => !quantity.isZero())
    .map(({ symbol, quantity }) => ({ symbol, quantity: quantity.toFixed() }));
  const all = [...holdings, ...untouched].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const moved = orders.map((order) => (order.side === 'BUY' ? bookedOf(order).negated() : bookedOf(order)));
  const cash = decimal(one.account.cash).plus(sum(moved)).toFixed(2);
  const { margin, buyingPower } = one.account;
  const account = { ...one.account, cash, positions: all, buyingPower: margin ? buyingPower : cash };
  return { ...one, portfolio: { ...one.portfolio, holdings: all, cash }, account };
}

function bookedOf({ value }: PlannedOrder): Decimal {
  return halfEvenToCents(value);
}

function pricedOf({ portfolio: about, account, prices }: Situation): PricedPortfolio {
  const priced = pricePortfolio({ ...about, cash: account.cash }, priceBySymbol(prices));
  if ('missing' in priced) throw new Error(priced.missing);
  return priced;
}

/** Symbols that end further above their target than they began. */
function pushedUp(one: Situation, orders: readonly PlannedOrder[]): string[] {
  const before = pricedOf(one);
  const investable = investableValueOf(before, one.portfolio.policy.cashReserve);
  const above = ({ quantity, price, target }: PricedPortfolio['positions'][number]) =>
    Decimal.max(quantity.times(price).minus(investable.times(target).div(HUNDRED)), ZERO);
  const began = new Map(before.positions.map((position) => [position.symbol, above(position)]));
  return afterOrders(before, orders).positions.flatMap((position) =>
    above(position).greaterThan((began.get(position.symbol) ?? ZERO).plus('0.000001')) ? [position.symbol] : [],
  );
}

function brokenRule(run: Run, { situation: one, policy }: Drawn, orders: readonly PlannedOrder[]): string | undefined {
  const [side, other] =
    run === 'invest_cash' && !isOwing(one) ? (['BUY', 'SELL'] as const) : (['SELL', 'BUY'] as const);
  if (orders.some((order) => order.side === other)) return `a ${other} in a run of ${side}s`;
  const held = new Map(one.account.positions.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  const beyond = orders.find(({ symbol, quantity }) => side === 'SELL' && !held.get(symbol)?.gte(quantity));
  if (beyond !== undefined) return `more of ${beyond.symbol} is sold than is held`;
  const isWhole = ({ symbol, quantity }: PlannedOrder) =>
    side === 'SELL' &&
    held
      .get(symbol)
      ?.minus(quantity)
      .lessThan(isFractionable(symbol, one) ? SHARE_UNIT : '1');
  const small = orders.find((order) => order.value.lessThan(policy.minOrder) && !isWhole(order));
  if (small !== undefined) return `${small.symbol} for ${small.value.toFixed()}`;
  const parts = orders.find(({ symbol, quantity }) => !isFractionable(symbol, one) && !quantity.isInteger());
  if (parts !== undefined) return `${parts.quantity.toFixed()} shares of ${parts.symbol}`;
  const up = pushedUp(one, orders);
  if (up.length > 0) return `${up.join()} ends further above its target`;
  if (side === 'SELL' || orders.length === 0) return undefined;
  const there = decimal(one.account.cash).minus(setAsideUsd(one.portfolio));
  const spent = sum(orders.map(bookedOf));
  return spent.greaterThan(there) ? `${spent.toFixed()} is spent of ${there.toFixed()}` : undefined;
}

function isOwing({ portfolio: about, account }: Situation): boolean {
  return about.withdrawals.length > 0 && decimal(account.cash).lessThan(setAsideUsd(about));
}

test('a cash run trades in one direction, spends nothing that is set aside, and pushes nobody further above its target', () => {
  const traded = { full: 0, invest_cash: 0 };
  fc.assert(
    fc.property(drawn, fc.constantFrom('full' as const, 'invest_cash' as const), (one, run) => {
      fc.pre(run === 'invest_cash' || isOwing(one.situation));
      const orders = ordersOf(decide(one.situation, run));
      expect(brokenRule(run, one, orders)).toBeUndefined();
      traded[run] += orders.length > 0 ? 1 : 0;
    }),
    { numRuns: CASES },
  );
  expect(traded.full).toBeGreaterThan(CASES / 30);
  expect(traded.invest_cash).toBeGreaterThan(CASES / 30);
});

test('run after run, the money of the withdrawals is there, and nothing is sold for it again', () => {
  let raised = 0;
  fc.assert(
    fc.property(drawn, ({ situation: drawnSituation }) => {
      fc.pre(isOwing(drawnSituation));
      let now = drawnSituation;
      for (let run = 0; isOwing(now); run += 1) {
        const orders = ordersOf(decide(now));
        if (orders.length === 0) return;
        expect(run).toBeLessThan(2 * now.portfolio.targets.length + 5);
        now = filled(now, orders);
      }
      raised += 1;
      const again = decide({ ...now, portfolio: { ...now.portfolio, refusal: null } });
      const after = filled(now, ordersOf(again));
      expect(isOwing(after)).toBe(false);
    }),
    { numRuns: CASES / 3 },
  );
  expect(raised).toBeGreaterThan(CASES / 60);
});

test('what may be sold is sold for a withdrawal, however small the holdings are beside the smallest order', () => {
  let [raised, small] = [0, 0];
  fc.assert(
    fc.property(
      drawn,
      fc.constantFrom('1.00', '50000.00', '1000000000.00'),
      ({ situation: drawnSituation }, minOrder) => {
        fc.pre(isOwing(drawnSituation));
        const { portfolio: before } = drawnSituation;
        const one = { ...drawnSituation, portfolio: { ...before, policy: { ...before.policy, minOrder } } };
        const decision = decide(one);
        if (decision.kind === 'trade') {
          raised += 1;
          small += decision.orders.some(({ value }) => value.lessThan(minOrder)) ? 1 : 0;
        }
        if (decision.kind !== 'refused' || decision.refusal.code !== 'CASH_NOT_THERE') return;
        const priced = pricedOf(one);
        const sellable = priced.positions
          .filter(({ symbol }) => assetProblem(symbol, 'SELL', one) === undefined && isFractionable(symbol, one))
          .filter(({ symbol }) => one.portfolio.restrictions.every((restriction) => restriction.symbol !== symbol))
          .filter(({ symbol }) => one.prices.get(symbol)?.quote === undefined);
        const brings = sum(sellable.map(({ quantity, price }) => quantity.times(price)));
        const missing = setAsideUsd(one.portfolio).minus(one.account.cash);
        expect(brings.lessThan(missing.plus('0.01'))).toBe(true);
      },
    ),
    { numRuns: CASES / 3 },
  );
  expect(raised).toBeGreaterThan(CASES / 60);
  expect(small).toBeGreaterThan(0);
});

test('what was invested is not invested again', () => {
  fc.assert(
    fc.property(drawn, ({ situation: one }) => {
      const first = ordersOf(decide(one, 'invest_cash'));
      fc.pre(first.length > 0 && first.every(({ side }) => side === 'BUY'));
      // What minimum or whole shares left over may become enough for one more, never for as much again.
      const spent = (orders: readonly PlannedOrder[]) => sum(orders.map(({ value }) => value));
      const second = spent(ordersOf(decide(filled(one, first), 'invest_cash')));
      expect(second.greaterThan(ZERO) && second.greaterThanOrEqualTo(spent(first))).toBe(false);
    }),
    { numRuns: CASES / 3 },
  );
});

const WITHDRAWAL = { id: 'w1', reason: 'a house', until: null, by: 'anna', at: '2026-01-05T14:00:00.000Z' };
const LEVEL = pricesOf({ AAPL: '190', META: '400', MSFT: '420' });

/** Three thirds at their targets, with $278 in cash. */
function withdrawing(amount: string, some: Partial<Situation> = {}): Situation {
  return situation({ portfolio: portfolio({ withdrawals: [{ ...WITHDRAWAL, amount }] }), prices: LEVEL, ...some });
}

test('a withdrawal that the cash covers asks for nothing, and its money is not part of what the targets divide', () => {
  expect(decide(withdrawing('278.00')).kind).toBe('not-needed');
  const meta = (one: Situation) => ordersOf(decide(one)).find(({ symbol }) => symbol === 'META');
  const up = { prices: pricesOf({ AAPL: '190', META: '440', MSFT: '420' }) };
  const [with278, without] = [meta(withdrawing('278.00', up)), meta(situation(up))];
  expect(with278?.quantity.greaterThan(without?.quantity ?? ZERO)).toBe(true);
});

test('a withdrawal that the cash does not cover is raised by selling alone, with one percent for prices that move', () => {
  const orders = ordersOf(decide(withdrawing('10278.00')));
  expect(orders.map(({ side }) => side)).toEqual(['SELL', 'SELL', 'SELL']);
  expect(floorToCents(sum(orders.map(({ value }) => value))).toFixed(2)).toBe('10100.00');
});

test('what is furthest over its target is sold first', () => {
  const up = { prices: pricesOf({ AAPL: '190', META: '440', MSFT: '420' }) };
  expect(ordersOf(decide(withdrawing('1278.00', up))).map(({ symbol }) => symbol)).toEqual(['META']);
});

test('dollars that the broker announced as leaving are not kept twice', () => {
  const account = { ...situation().account, cash: '1000.00', leaving: '800.00' };
  const about = portfolio({ cash: '1000.00', withdrawals: [{ ...WITHDRAWAL, amount: '800.00' }] });
  expect(decide(situation({ portfolio: about, account, prices: LEVEL })).kind).toBe('not-needed');
});

test('an account that could not undo all of the sells sells one symbol at a time', () => {
  const account = { ...situation().account, margin: false, buyingPower: '278.00' };
  const orders = ordersOf(decide(withdrawing('20278.00', { account })));
  expect(orders).toHaveLength(1);
  expect(orders[0]?.side).toBe('SELL');
});

test('money that cannot be raised is refused, also where the portfolio is worth less than is to be taken out', () => {
  const blocked = new Map(['AAPL', 'META', 'MSFT'].map((symbol) => [symbol, { tradable: false, fractionable: true }]));
  for (const one of [withdrawing('1278.00', { assets: blocked }), withdrawing('1000000.00')])
    expect(decide(one)).toMatchObject({ kind: 'refused', refusal: { code: 'CASH_NOT_THERE' } });
});

test.each<[string, Partial<Portfolio['policy']>, Record<string, string>, string]>([
  ['no holding is as large as the smallest order', { minOrder: '40000' }, {}, '60278.00'],
  ['a little more is missing than an exit brings', { minOrder: '100' }, { AAPL: '50' }, '9778.50'],
  ['all that is held is less than the smallest order', { minOrder: '200000' }, {}, '5278.00'],
])('a withdrawal is raised although %s', (_why, policy, exits, amount) => {
  const targets = [
    { symbol: 'AAPL', percent: exits.AAPL === undefined ? '33.3300' : '0.0000' },
    { symbol: 'META', percent: '33.3300' },
    { symbol: 'MSFT', percent: exits.AAPL === undefined ? '33.3400' : '66.6700' },
  ];
  const holdings = portfolio().holdings.map((one) => ({ ...one, quantity: exits[one.symbol] ?? one.quantity }));
  const about = portfolio({ policy, targets, holdings, withdrawals: [{ ...WITHDRAWAL, amount }] });
  const brought = sum(ordersOf(decide(situation({ portfolio: about, prices: LEVEL }))).map(({ value }) => value));
  expect(brought.plus(about.cash).greaterThanOrEqualTo(amount)).toBe(true);
});

test('a cool-down after a success and the runs of the day do not keep money from being raised; one after a rollback does', () => {
  const coolUntil = '2026-01-06T00:00:00.000Z';
  const about = (rollbacksInARow: number) => {
    const withdrawals = [{ ...WITHDRAWAL, amount: '1278.00' }];
    return portfolio({ withdrawals, coolUntil, rollbacksInARow, policy: { maxRunsPerDay: 1 } });
  };
  const decided = (rollbacks: number) =>
    decide(situation({ portfolio: about(rollbacks), prices: LEVEL, runsToday: 3 }));
  expect(decided(0).kind).toBe('trade');
  expect(decided(1)).toMatchObject({ kind: 'refused', refusal: { code: 'COOLING_DOWN' } });
});

test('an investment buys what is under its target with the cash above the reserve, inside the bands too', () => {
  const about = portfolio({ cash: '2278.00' });
  const orders = ordersOf(decide(situation({ portfolio: about, prices: LEVEL }), 'invest_cash'));
  expect(orders.every(({ side }) => side === 'BUY')).toBe(true);
  const spent = sum(orders.map(({ value }) => value));
  expect(spent.greaterThan('1900') && spent.lessThan('2278')).toBe(true);
});

test('an investment is not needed without cash above the reserve, and not begun while only sells may be', () => {
  const prices = LEVEL;
  expect(decide(situation({ portfolio: portfolio({ cash: '10.00' }), prices }), 'invest_cash').kind).toBe('not-needed');
  const trading = { position: 'reduce-only' as const, reason: 'a test' };
  const about = portfolio({ cash: '2278.00' });
  expect(decide(situation({ portfolio: about, prices, trading }), 'invest_cash')).toMatchObject({
    refusal: { code: 'TRADING_REDUCE_ONLY' },
  });
});

test('cash that a withdrawal takes is not invested', () => {
  const about = portfolio({ cash: '2278.00', withdrawals: [{ ...WITHDRAWAL, amount: '2200.00' }] });
  expect(decide(situation({ portfolio: about, prices: LEVEL }), 'invest_cash').kind).toBe('not-needed');
});
