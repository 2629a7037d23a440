import type { Order } from '../../src/domain/order';
import { isUnderWay, shortfallsOf, shortfallText } from '../../src/domain/shortfall';

const order = (some: Partial<Order>): Order => ({
  ...{ clientOrderId: 'o', batchId: 'b', symbol: 'META', kind: 'order', attempt: 1, side: 'BUY', quantity: '5' },
  ...{ notional: null, state: 'SUCCESS', sentAt: null, brokerOrderId: null, filledQuantity: '5', filledPrice: '400' },
  ...{ errorCode: null, errorMessage: null },
  ...some,
});
const failed = { state: 'ERROR', errorCode: 'CANCELED', errorMessage: 'the broker ended it' } as const;
const inDollars = { quantity: null, notional: '2000.00' };

test.each<[what: string, orders: Order[], missing: string[]]>([
  ['filled whole', [order({})], []],
  ['more than was planned', [order({ filledQuantity: '5.000000001' })], []],
  ['refused', [order({ ...failed, filledQuantity: '0', filledPrice: null })], ['5']],
  ['a part of it', [order({ ...failed, filledQuantity: '2' })], ['3']],
  [
    'the rest at the second attempt',
    [order({ ...failed, filledQuantity: '2' }), order({ attempt: 2, quantity: '3', filledQuantity: '3' })],
    [],
  ],
  [
    'a part of the rest',
    [order({ ...failed, filledQuantity: '2' }), order({ ...failed, attempt: 2, quantity: '3', filledQuantity: '1' })],
    ['2'],
  ],
  ['dollars that were all spent', [order({ ...inDollars, filledQuantity: '4.999' })], []],
  ['dollars of which a part was spent', [order({ ...inDollars, ...failed, filledQuantity: '2' })], ['1200.00']],
  [
    'dollars at the second attempt',
    [
      order({ ...inDollars, ...failed, filledQuantity: '2' }),
      order({ ...inDollars, attempt: 2, notional: '1200.00', filledQuantity: '3' }),
    ],
    [],
  ],
  ['less than a cent of them', [order({ ...inDollars, ...failed, filledQuantity: '4.99999' })], []],
  ['what was reversed', [order({ state: 'ROLLED_BACK' }), order({ kind: 'reversal', side: 'SELL' })], []],
])('what is missing of a symbol: %s', (_what, orders, missing) => {
  expect(shortfallsOf(orders).map(({ quantity, notional }) => quantity ?? notional)).toEqual(missing);
});

test('a shortfall says how often it was tried, and why the last attempt that failed did', () => {
  const orders = [
    order({ ...failed, filledQuantity: '1' }),
    order({ ...failed, attempt: 2, errorCode: 'OTHER', filledQuantity: '1' }),
  ];
  const [short] = shortfallsOf(orders);
  expect(short).toMatchObject({ symbol: 'META', side: 'BUY', quantity: '3', attempts: 2, code: 'OTHER' });
  expect(short && shortfallText(short)).toBe('BUY 3 META (OTHER: the broker ended it)');
  const [unsaid] = shortfallsOf([order({ ...inDollars, state: 'ERROR', filledQuantity: '0' })]);
  expect(unsaid && shortfallText(unsaid)).toBe('BUY $2000.00 of META');
});

test('an attempt that is not definite may still change it', () => {
  expect(isUnderWay([order({}), order({ state: 'UNKNOWN' })])).toBe(true);
  expect(isUnderWay([order({}), order({ ...failed }), order({ state: 'ROLLED_BACK' })])).toBe(false);
});
