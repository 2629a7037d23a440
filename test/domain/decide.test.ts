import { isDeepStrictEqual } from 'node:util';
import { NO_CAPS } from '../../src/domain/caps';
import type { RefusalCode } from '../../src/domain/causes';
import { afterPlan, type Decision, decide, type Situation } from '../../src/domain/decide';
import { InvariantError } from '../../src/domain/invariant';
import { decimal, showCents } from '../../src/domain/money';
import { type PlannedOrder, undoShortfall } from '../../src/domain/plan';
import { REFUSAL_ORDER } from '../../src/domain/refusal';
import { portfolio, pricesOf, situation } from '../support/situations';

const account = situation().account;
const dust = { policy: { minOrder: '1000000.00' } };
const spentAccount = { ...account, buyingPower: '0' };

/** Each refusal with the least that brings it about. PORTFOLIO_NOT_FOUND, REBALANCE_RUNNING, PLAN_EXPIRED and STOPPED are not decided here. */
const SITUATIONS: Partial<Record<RefusalCode, Partial<Situation>>> = {
  PORTFOLIO_CLOSED: { portfolio: portfolio({ status: 'CLOSED' }) },
  PORTFOLIO_PAUSED: { portfolio: portfolio({ status: 'PAUSED' }) },
  PORTFOLIO_STALE: { portfolio: portfolio({ status: 'STALE' }) },
  TRADING_HALTED: { trading: { position: 'halted', reason: 'drill' } },
  COOLING_DOWN: { portfolio: portfolio({ coolUntil: '2026-01-05T15:00:00.001Z' }) },
  MARKET_CLOSED: { market: { ...situation().market, nextClose: '2026-01-05T15:14:59.000Z' } },
  MARKET_JUST_OPENED: {
    market: { ...situation().market, openedAt: '2026-01-05T14:55:00.001Z' },
    caps: { ...NO_CAPS, openingMinutes: 5 },
  },
  FOREIGN_OPEN_ORDERS: { account: { ...account, foreignOpenOrders: ['by-hand-1'] } },
  UNTARGETED_HOLDING: {
    portfolio: portfolio({
      targets: [
        { symbol: 'AAPL', percent: '50.0000' },
        { symbol: 'MSFT', percent: '50.0000' },
      ],
    }),
  },
  PRICE_MISSING: { prices: pricesOf({ AAPL: '190', MSFT: '420' }) },
  PRICE_TOO_OLD: { prices: pricesOf({ AAPL: '190', META: '440', MSFT: '420' }, '2026-01-05T14:58:59.999Z') },
  PRICE_JUMP: {
    knownPrices: new Map([['META', { price: '880', lately: null }]]),
    caps: { ...NO_CAPS, priceMovePercent: '60' },
  },
  ORDER_UNTRADABLE: { assets: new Map([...situation().assets, ['META', { tradable: false, fractionable: true }]]) },
  SPREAD_TOO_WIDE: { prices: quoted({ META: { bid: '430', ask: '450' } }), caps: { ...NO_CAPS, spreadPercent: '1' } },
  TRADING_REDUCE_ONLY: { trading: { position: 'reduce-only', reason: 'drill' } },
  CAP_EXCEEDED: { caps: { ...NO_CAPS, ordersPerBatch: 1 } },
  REVERSAL_UNFUNDED: { account: spentAccount },
  CASH_UNSETTLED: {
    portfolio: portfolio({ cash: '1200.00' }),
    account: { ...account, cash: '1200.00', buyingPower: '140.00', margin: false },
  },
  TURNOVER_REACHED: {
    portfolio: portfolio({ policy: { maxTurnover30Days: '5.0000' } }),
    turnover: { boughtUsd: '9000.00', soldUsd: '9000.00' },
  },
  UNFIXABLE_DRIFT: { portfolio: portfolio({ policy: { minImprovement: '50.0000' } }) },
  RUNS_PER_DAY: { portfolio: portfolio({ policy: { maxRunsPerDay: 2 } }), runsToday: 2 },
  NOTHING_TRADABLE: { portfolio: portfolio(dust) },
};

/** META at 440 and the other prices of `situation`, some of them with bid and ask. */
function quoted(quotes: Record<string, { bid: string; ask: string }>): Situation['prices'] {
  const prices = [...pricesOf({ AAPL: '190', META: '440', MSFT: '420' })];
  return new Map(
    prices.map(([symbol, price]) => [
      symbol,
      quotes[symbol] === undefined ? price : { ...price, quote: { ...quotes[symbol], at: price.at } },
    ]),
  );
}

const codeOf = (decision: Decision) => (decision.kind === 'refused' ? decision.refusal.code : decision.kind);

test.each(Object.entries(SITUATIONS))('%s is refused', (code, some) => {
  expect(codeOf(decide(situation(some)))).toBe(code);
});

/** Puts what `second` changes of an ordinary situation on top of `first`; undefined when both change the same thing otherwise. */
function both(first: unknown, second: unknown, ordinary: unknown): unknown {
  if (isDeepStrictEqual(second, ordinary)) return first;
  if (isDeepStrictEqual(first, ordinary) || isDeepStrictEqual(first, second)) return second;
  if (![first, second, ordinary].every(isPlain)) return undefined;
  const [one, two, plain] = [first, second, ordinary] as [Fields, Fields, Fields];
  const merged = [...new Set([...Object.keys(one), ...Object.keys(two)])].map(
    (key) => [key, both(one[key], two[key], plain[key])] as const,
  );
  // A field that neither has is undefined in an ordinary situation, too.
  const clashes = merged.some(
    ([key, value]) => value === undefined && !(one[key] === undefined && two[key] === undefined),
  );
  return clashes ? undefined : Object.fromEntries(merged);
}

type Fields = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const DECIDED = REFUSAL_ORDER.filter((code) => SITUATIONS[code] !== undefined);
const PAIRS = DECIDED.flatMap((earlier, index) =>
  DECIDED.slice(index + 1).flatMap((later) => {
    const together = both(situation(SITUATIONS[earlier]), situation(SITUATIONS[later]), situation());
    return together === undefined ? [] : [{ earlier, later, together: together as Situation }];
  }),
);

test.each(PAIRS)('$earlier is the answer when $later applies, too', ({ earlier, together }) => {
  expect(codeOf(decide(together))).toBe(earlier);
});

test('each refusal is put in order against others', () => {
  const met = new Set(PAIRS.flatMap(({ earlier, later }) => [earlier, later]));
  expect(DECIDED.filter((code) => !met.has(code))).toEqual([]);
});

test('a price that came in small steps is not traded on once they add up, within the hour in which they were made', () => {
  const range = { low: '200', high: '445' };
  const knownAt = (since: string) =>
    situation({
      knownPrices: new Map([['META', { price: '445', lately: { since, ...range, before: null } }]]),
      caps: { ...NO_CAPS, priceMovePercent: '60' },
    });
  expect(decide(knownAt('2026-01-05T15:00:00.000Z'))).toMatchObject({
    refusal: { code: 'PRICE_JUMP', detail: 'META $200 → $440, by 120.0000 % within an hour' },
  });
  expect(codeOf(decide(knownAt('2026-01-05T13:30:00.000Z')))).toBe('trade');
});

test('a third of the portfolio rising 10 % is traded: sells before buys', () => {
  const decision = decide(situation());
  expect(decision).toMatchObject({ kind: 'trade', execution: 'parallel', drift: '6.4708' });
  expect(decision.kind === 'trade' ? decision.orders.map(({ side, symbol }) => `${side} ${symbol}`) : []).toEqual([
    'SELL META',
    'BUY AAPL',
    'BUY MSFT',
  ]);
});

test.each([
  ['whose bid and ask are far apart', { bid: '185', ask: '195' }],
  ['that is quoted crossed', { bid: '190.01', ask: '190' }],
])('a symbol %s waits, and what drifted does not wait for it', (_what, quote) => {
  const decision = decide(situation({ prices: quoted({ AAPL: quote }), caps: { ...NO_CAPS, spreadPercent: '1' } }));
  expect(decision).toMatchObject({ kind: 'trade', leftOut: [{ symbol: 'AAPL', because: 'SPREAD_TOO_WIDE' }] });
  expect(decision.kind === 'trade' ? decision.orders.map(({ symbol }) => symbol) : []).toEqual(['META', 'MSFT']);
});

test('bid and ask within the limit, and no limit at all, keep nothing from being traded', () => {
  const prices = quoted({ META: { bid: '438', ask: '442' }, AAPL: { bid: '190', ask: '190' } });
  expect(codeOf(decide(situation({ prices, caps: { ...NO_CAPS, spreadPercent: '1' } })))).toBe('trade');
  expect(codeOf(decide(situation({ prices: quoted({ META: { bid: '1', ask: '900' } }) })))).toBe('trade');
});

test.each([
  ['five minutes after it', { openedAt: '2026-01-05T14:55:00.000Z' }, 5],
  ['at once where no minutes are set', { openedAt: '2026-01-05T15:00:00.000Z' }, 0],
  ['where nobody knows when it opened', {}, 5],
])('the opening holds nothing back %s', (_what, opened, openingMinutes) => {
  const market = { ...situation().market, ...opened };
  expect(codeOf(decide(situation({ market, caps: { ...NO_CAPS, openingMinutes } })))).toBe('trade');
});

test('a drift under the threshold is not needed', () => {
  expect(decide(situation({ prices: pricesOf({ AAPL: '190', META: '404', MSFT: '420' }) })).kind).toBe('not-needed');
});

test('a quantity that differs from the broker in the ninth decimal stops everything', () => {
  const positions = account.positions.map((held) =>
    held.symbol === 'META' ? { ...held, quantity: '83.125000001' } : held,
  );
  expect(decide(situation({ account: { ...account, positions } }))).toEqual({
    kind: 'books-differ',
    reason: 'BOOKS_DIFFER',
    message: 'META: ledger 83.125, broker 83.125000001',
  });
});

test('a cash account sells first', () => {
  expect(decide(situation({ account: { ...account, margin: false, buyingPower: '278.00' } }))).toMatchObject({
    kind: 'trade',
    execution: 'sells-first',
  });
});

test('cash that has not settled keeps nobody from a plan that needs no more than the rest of it and what it sells', () => {
  const waiting = { ...account, margin: false, buyingPower: '200.00' };
  expect(codeOf(decide(situation({ account: waiting })))).toBe('trade');
});

test('an order for more shares than the books can keep is refused, not retried', () => {
  const rich = portfolio({ cash: '900000000000000.00' });
  const prices = pricesOf({ AAPL: '0.0001', META: '440', MSFT: '420' });
  expect(decide(situation({ portfolio: rich, prices }))).toMatchObject({
    kind: 'refused',
    refusal: { code: 'ORDER_UNTRADABLE' },
  });
});

test.each([
  ['what it needs of its buying power is there', '200.00', 'trade'],
  ['its buying power is spent', '0.00', 'REVERSAL_UNFUNDED'],
])('a margin account could buy back what it sells: %s', (_what, buyingPower, code) => {
  const policy = { execution: 'sells-first' } as const;
  const some = { portfolio: portfolio({ policy }), account: { ...account, margin: true, buyingPower } };
  expect(codeOf(decide(situation(some)))).toBe(code);
});

test('an exit worth less than the smallest buy needs the money to buy it back with a surplus', () => {
  const order = {
    symbol: 'META',
    side: 'SELL',
    quantity: decimal('0.001'),
    price: decimal('400'),
    value: decimal('0.40'),
  };
  const shortfall = (cash: string) => showCents(undoShortfall([order as PlannedOrder], decimal(cash)));
  expect([shortfall('0.00'), shortfall('1.69'), shortfall('1.70')]).toEqual(['1.70', '0.01', '0.00']);
});

test.each([
  ['sum to less', '33.3399'],
  ['sum to more', '33.3401'],
])('targets that %s than 100 are planned for by nobody: that is a bug, and the step stops', (_what, percent) => {
  const [first, second] = portfolio().targets;
  if (first === undefined || second === undefined) throw new Error('three targets');
  const wrong = portfolio({ targets: [first, second, { symbol: 'MSFT', percent }] });
  expect(() => decide(situation({ portfolio: wrong }))).toThrow(InvariantError);
});

test('a plan says where each weight is before and after it, and what is wanted', () => {
  const now = situation();
  const decision = decide(now);
  if (decision.kind !== 'trade') throw new Error(`it was ${decision.kind}`);
  const after = afterPlan(now, decision.orders);
  expect(after?.weights.map(({ symbol, before, target }) => [symbol, before, target])).toEqual([
    ['AAPL', expect.stringMatching(/^32\.\d{4}$/), '33.3300'],
    ['META', expect.stringMatching(/^35\.\d{4}$/), '33.3300'],
    ['MSFT', expect.stringMatching(/^32\.\d{4}$/), '33.3400'],
  ]);
  for (const { after: then, target } of after?.weights ?? [])
    expect(decimal(then).minus(decimal(target)).abs().toNumber()).toBeLessThan(0.001);
});

test('without a price for each symbol nobody knows the weights after a plan', () => {
  expect(afterPlan(situation({ prices: pricesOf({ AAPL: '190', META: '440' }) }), [])).toBeUndefined();
});
