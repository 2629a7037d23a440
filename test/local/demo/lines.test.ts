import type { Batch } from '../../../src/domain/batch';
import { batchLines, wrapped } from '../../../src/local/demo/lines';

type Orders = Batch['orders'];
const order = (fields: Partial<Orders[number]>) =>
  ({
    kind: 'order',
    side: 'BUY',
    symbol: 'MSFT',
    attempt: 1,
    quantity: '3.4',
    filledQuantity: '3.4',
    filledPrice: '420.04',
    state: 'SUCCESS',
    errorMessage: null,
    ...fields,
  }) as Orders[number];
const batch = (driftAfter: string | null, ...orders: Orders) =>
  ({ orders, state: 'ADJUSTED', driftBefore: '7.7037', driftAfter }) as Batch;

test('an order that fell short shows how far it came, and a further attempt says so', () => {
  const unfilled = { filledQuantity: '0', filledPrice: null, state: 'ERROR', errorMessage: 'canceled' } as const;
  expect(batchLines(batch('0.0004', order(unfilled), order({ attempt: 2 })))).toEqual([
    'BUY  0 of 3.4 MSFT  ERROR: canceled',
    'BUY  3.4 MSFT (attempt 2) at $420.04  SUCCESS',
    'batch ADJUSTED, drift 7.7037 % → 0.0004 %',
  ]);
});

test('a drift that is not known is left out', () => {
  expect(batchLines(batch(null))).toEqual(['batch ADJUSTED, drift before it 7.7037 %']);
});

test('an alert is broken at spaces, and a word that is longer than the line stays whole', () => {
  expect(wrapped('META moved 6.4220 % since\nhttp://127.0.0.1:8233/x', 16)).toEqual([
    'META moved',
    '  6.4220 % since',
    'http://127.0.0.1:8233/x',
  ]);
  expect(wrapped('', 16)).toEqual(['']);
});
