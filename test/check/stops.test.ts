import type { Records } from '../../src/check/records';
import { adjustmentsAreSafe, freezesHold, retriesFollowEnds } from '../../src/check/stops';
import type { Batch } from '../../src/domain/batch';
import type { Order } from '../../src/domain/order';
import type { AuditRow } from '../../src/ledger/ledger';

// The rules of what is kept of a failed batch and of what a freeze keeps, each on the few rows that it reads.

const order = (some: Partial<Order>): Order => ({
  ...{ clientOrderId: 'ab-b-META-o-1', batchId: 'b', symbol: 'META', kind: 'order', attempt: 1, side: 'SELL' },
  ...{ quantity: '5', notional: null, state: 'SUCCESS', sentAt: null, brokerOrderId: '1', filledQuantity: '5' },
  ...{ filledPrice: '400', errorCode: null, errorMessage: null },
  ...some,
});
const short = order({
  clientOrderId: 'ab-b-AAPL-o-1',
  symbol: 'AAPL',
  side: 'BUY',
  state: 'ERROR',
  filledQuantity: '2',
});
const reversal = order({ clientOrderId: 'ab-b-META-r-1', kind: 'reversal', side: 'BUY' });

type Row = [event: string, detail?: Record<string, unknown>];

function records(orders: Order[], rows: Row[], state: Batch['state'] = 'ADJUSTED'): Records {
  const audit = rows.map(([event, detail = {}], n) => ({ event, detail, batchId: 'b', sequence: n + 1 }) as AuditRow);
  return {
    portfolio: { status: 'ACTIVE', statusReason: null },
    batches: [{ id: 'b', state, orders }],
    fills: [],
    audit,
    broker: { orders, fills: [], positions: [], cash: '0.00' },
    cashIsOurs: true,
  } as unknown as Records;
}

const NAMED = { shortfalls: [{ symbol: 'AAPL' }], deviation: { before: '3.0000', after: '1.0000' }, cashAfter: '0.00' };

test.each<[what: string, isBroken: boolean, orders: Order[], row: Record<string, unknown>]>([
  ['names what fell short', false, [order({}), short], NAMED],
  ['names nothing', true, [order({}), short], { ...NAMED, shortfalls: [] }],
  ['names another one', true, [order({}), short], { ...NAMED, shortfalls: [{ symbol: 'META' }] }],
  [
    'is no nearer to its targets',
    true,
    [order({}), short],
    { ...NAMED, deviation: { before: '3.0000', after: '3.0000' } },
  ],
  ['does not say how near it is', true, [order({}), short], { ...NAMED, deviation: undefined }],
  ['has nothing left in cash', false, [order({}), short], NAMED],
  ['is on credit by a cent', true, [order({}), short], { ...NAMED, cashAfter: '-0.01' }],
  ['has a reversal that filled nothing', false, [order({}), short, { ...reversal, filledQuantity: '0' }], NAMED],
  ['has a reversal that filled', true, [order({}), short, reversal], NAMED],
])('I41: an adjusted batch that %s (broken: %s)', (_what, isBroken, orders, row) => {
  const found = adjustmentsAreSafe(records(orders, [['BATCH_ADJUSTED', row]]));
  expect(found.map(({ invariant }) => invariant)).toEqual(isBroken ? ['I41'] : []);
});

test('I41 is about adjusted batches only', () => {
  expect(adjustmentsAreSafe(records([short], [], 'STALE'))).toEqual([]);
});

const FIRST = { clientOrderId: short.clientOrderId };
const SECOND = { clientOrderId: 'ab-b-AAPL-o-2' };
const again = order({ ...short, ...SECOND, attempt: 2, state: 'SUCCESS', filledQuantity: '3', quantity: '3' });

test.each<[what: string, isBroken: boolean, rows: Row[]]>([
  [
    'after the first one failed',
    false,
    [
      ['ORDER_ERROR', FIRST],
      ['ORDER_PLANNED', SECOND],
    ],
  ],
  [
    'after the first one filled short',
    false,
    [
      ['ORDER_SUCCESS', FIRST],
      ['ORDER_PLANNED', SECOND],
    ],
  ],
  [
    'before the first one ended',
    true,
    [
      ['ORDER_PLANNED', SECOND],
      ['ORDER_ERROR', FIRST],
    ],
  ],
  [
    'while the first one is unknown',
    true,
    [
      ['ORDER_UNKNOWN', FIRST],
      ['ORDER_PLANNED', SECOND],
    ],
  ],
  ['and no row says when', true, [['ORDER_ERROR', FIRST]]],
])('I42: a second attempt is planned %s (broken: %s)', (_what, isBroken, rows) => {
  const found = retriesFollowEnds(records([order({}), short, again], rows));
  expect(found.map(({ invariant }) => invariant)).toEqual(isBroken ? ['I42'] : []);
});

const ORDER_SENT: Row = ['ORDER_SENT', { clientOrderId: 'ab-b-META-o-1' }];
const REVERSAL_SENT: Row = ['REVERSAL_SENT', { clientOrderId: 'ab-b-META-r-1' }];
const decided = ([event, detail]: Row): Row => [event, { ...detail, decision: true }];

test.each<[what: string, broken: number, rows: Row[]]>([
  ['nothing is sent', 0, [['PORTFOLIO_FROZEN']]],
  ['an order was sent before', 0, [ORDER_SENT, ['PORTFOLIO_FROZEN']]],
  ['an order and a reversal are sent', 2, [['PORTFOLIO_FROZEN'], ORDER_SENT, REVERSAL_SENT]],
  ['a person decided that a reversal is sent', 0, [['PORTFOLIO_FROZEN'], decided(REVERSAL_SENT)]],
  ['the freeze asks for the reversal', 0, [['PORTFOLIO_FROZEN', { undo: true }], REVERSAL_SENT]],
  ['the freeze asks for reversals, and an order is sent', 1, [['PORTFOLIO_FROZEN', { undo: true }], ORDER_SENT]],
  [
    'a later freeze no longer asks for it',
    1,
    [['PORTFOLIO_FROZEN', { undo: true }], ['PORTFOLIO_FROZEN'], REVERSAL_SENT],
  ],
  ['it is held as frozen', 1, [['PORTFOLIO_STALE', { reason: 'FROZEN' }], REVERSAL_SENT]],
  ['it is held for another reason', 0, [['PORTFOLIO_STALE', { reason: 'HELD' }], REVERSAL_SENT]],
  [
    'it was held as frozen by a freeze that asks for it',
    0,
    [['PORTFOLIO_FROZEN', { undo: true }], ['PORTFOLIO_STALE', { reason: 'FROZEN' }], REVERSAL_SENT],
  ],
  ['it was released', 0, [['PORTFOLIO_FROZEN'], ['STALE_ENDED'], ORDER_SENT]],
])('I43: of a frozen portfolio: %s (broken: %s times)', (_what, broken, rows) => {
  expect(freezesHold(records([], rows)).map(({ invariant }) => invariant)).toEqual(
    Array.from({ length: broken }, () => 'I43'),
  );
});
