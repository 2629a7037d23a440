import type { LimitCode } from '../../src/domain/causes';
import type { Order } from '../../src/domain/order';
import { DEFAULT_POLICY, type RollbackLimits } from '../../src/domain/policy';
import { estimateResidual, rollbackBreaches, type Undoing } from '../../src/domain/rollback-limits';

// A batch that sold 5 META at $400 and bought 10 AAPL at $200, of a portfolio that is worth $10,000.

const AT = '2026-03-02T15:00:00.000Z';
const order = (some: Partial<Order> & Pick<Order, 'symbol' | 'side' | 'filledQuantity' | 'filledPrice'>): Order => ({
  ...{
    clientOrderId: `ab-b-${some.symbol}`,
    batchId: 'b',
    kind: 'order',
    attempt: 1,
    state: 'SUCCESS',
    notional: null,
  },
  ...{ quantity: some.filledQuantity, sentAt: AT, brokerOrderId: '1', errorCode: null, errorMessage: null },
  ...some,
});
const sold = order({ symbol: 'META', side: 'SELL', filledQuantity: '5', filledPrice: '400' });
const bought = order({ symbol: 'AAPL', side: 'BUY', filledQuantity: '10', filledPrice: '200' });

interface Some {
  orders?: Order[];
  prices?: Record<string, string>;
  limits?: Partial<RollbackLimits>;
  market?: Partial<Undoing['market']>;
  marketTime?: string;
  tradable?: string[];
  known?: Record<string, string>;
  holdings?: Undoing['portfolio']['holdings'];
}

function undoing({ prices = { META: '400', AAPL: '200' }, ...some }: Some): Undoing {
  const known = Object.entries(some.known ?? {}).map(([symbol, price]) => [symbol, { price, lately: null }] as const);
  return {
    batch: { orders: some.orders ?? [sold, bought], marketTime: some.marketTime ?? AT },
    portfolio: {
      holdings: some.holdings ?? [{ symbol: 'AAPL', quantity: '50' }],
      cash: '0.00',
      policy: { ...DEFAULT_POLICY, rollbackLimits: { ...DEFAULT_POLICY.rollbackLimits, ...some.limits } },
    },
    prices: new Map(Object.entries(prices)),
    market: { now: AT, isOpen: true, ...some.market },
    tradable: new Set(some.tradable ?? ['META', 'AAPL']),
    knownPrices: new Map(known),
    priceJumpPercent: '50',
  };
}

const breached = (some: Some): LimitCode[] => rollbackBreaches(undoing(some)).map(({ limit }) => limit);
const WIDE = { residualPercent: '100.0000' };

const ROWS: [what: string, some: Some, limits: LimitCode[]][] = [
  ['nothing has changed', {}, []],
  ['a price has moved by exactly its limit', { prices: { META: '420', AAPL: '200' }, limits: WIDE }, []],
  ['a price has risen by more', { prices: { META: '420.01', AAPL: '200' }, limits: WIDE }, ['PRICE_MOVE']],
  ['a price has fallen by more', { prices: { META: '379.99', AAPL: '200' }, limits: WIDE }, ['PRICE_MOVE']],
  ['both have', { prices: { META: '379', AAPL: '211' }, limits: WIDE }, ['PRICE_MOVE', 'PRICE_MOVE']],
  [
    'the residual is exactly its limit',
    { prices: { META: '400', AAPL: '190' }, limits: { residualPercent: '1.0527' } },
    [],
  ],
  // 10 AAPL are sold for $100 less, of a portfolio that is worth $9,500 now.
  ['the residual is above it', { prices: { META: '400', AAPL: '190' } }, ['RESIDUAL']],
  ['a gain is above it', { prices: { META: '400', AAPL: '210' }, limits: { residualPercent: '0.9000' } }, ['RESIDUAL']],
  ['a symbol has no price', { prices: { META: '400' } }, ['PRICE_MISSING']],
  ['one that is only held has no price', { holdings: [{ symbol: 'KO', quantity: '1' }] }, ['PRICE_MISSING']],
  [
    'nobody knows at what price it filled',
    { orders: [{ ...sold, filledPrice: null }] },
    ['PRICE_MISSING', 'PRICE_MISSING'],
  ],
  ['a symbol is not tradable', { tradable: ['AAPL'] }, ['NOT_TRADABLE']],
  ['a price has jumped', { known: { META: '801' } }, ['PRICE_JUMP']],
  ['the market is closed', { market: { isOpen: false } }, ['SESSION']],
  [
    'the market is closed, and the session does not matter',
    { market: { isOpen: false }, limits: { sameSession: false } },
    [],
  ],
  [
    'nothing filled',
    { orders: [{ ...sold, filledQuantity: '0', filledPrice: null }], prices: {}, market: { isOpen: false } },
    [],
  ],
  ['all of it is reversed', { orders: [sold, reversalOf('5')], prices: {}, market: { isOpen: false } }, []],
  ['a part of it is reversed', { orders: [sold, reversalOf('4')], market: { isOpen: false } }, ['SESSION']],
];

function reversalOf(quantity: string): Order {
  return order({ symbol: 'META', side: 'BUY', filledQuantity: quantity, filledPrice: '400', kind: 'reversal' });
}

test.each(ROWS)('%s', (_what, some, limits) => {
  expect(breached(some)).toEqual(limits);
});

test.each([
  ['the end of a winter day', '2026-03-02T14:30:00.000Z', '2026-03-02T20:59:59.000Z', true],
  ['the next day', '2026-03-02T20:59:00.000Z', '2026-03-03T14:30:00.000Z', false],
  [
    'the day on which clocks go forward, which is no session, and the day after it',
    '2026-03-06T20:59:00.000Z',
    '2026-03-09T13:30:00.000Z',
    false,
  ],
  ['the end of a summer day', '2026-03-09T13:30:00.000Z', '2026-03-09T19:59:59.000Z', true],
  ['the end of half a day', '2026-11-27T14:30:00.000Z', '2026-11-27T17:59:59.000Z', true],
  [
    'the hours after a session, when it is the next day in UTC',
    '2026-03-02T20:59:00.000Z',
    '2026-03-03T00:59:00.000Z',
    true,
  ],
  ['the hours before a session', '2026-03-03T00:30:00.000Z', '2026-03-03T09:30:00.000Z', false],
])('a session is a day in New York: %s', (_what, marketTime, now, isSame) => {
  expect(breached({ marketTime, market: { now } })).toEqual(isSame ? [] : ['SESSION']);
});

test('the residual is what was moved and what moving it back would move', () => {
  const { batch, prices } = undoing({ prices: { META: '410', AAPL: '190' } });
  // 5 META cost $50 more than they brought, and 10 AAPL bring $100 less than they cost.
  expect(estimateResidual({ batch, prices })?.toFixed(2)).toBe('-150.00');
  const half = undoing({ orders: [sold, reversalOf('4')], prices: { META: '410' } });
  expect(estimateResidual(half)?.toFixed(2)).toBe('-10.00');
});
