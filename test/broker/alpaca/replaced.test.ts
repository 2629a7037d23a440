import { continuedBy, withoutReplacements } from '../../../src/broker/alpaca/replaced';
import type { BrokerOrder } from '../../../src/broker/broker';

const order = (some: Partial<BrokerOrder>): BrokerOrder => ({
  brokerOrderId: 'a',
  clientOrderId: 'ours',
  symbol: 'META',
  side: 'BUY',
  type: 'market',
  quantity: '10',
  notional: null,
  state: 'open',
  status: 'replaced',
  filledQuantity: '0',
  filledPrice: null,
  submittedAt: '2026-03-02T15:00:00.000Z',
  replacedBy: null,
  replacedIds: [],
  ...some,
});
const first = order({ replacedBy: 'b', filledQuantity: '4', filledPrice: '100' });
const theirs = {
  brokerOrderId: 'b',
  clientOrderId: 'theirs',
  type: 'limit',
  state: 'filled',
  status: 'filled',
} as const;

test('what filled before and after a replacement is what our order filled', () => {
  expect(continuedBy(first, order({ ...theirs, filledQuantity: '6', filledPrice: '110' }))).toMatchObject({
    clientOrderId: 'ours',
    type: 'market',
    brokerOrderId: 'b',
    state: 'filled',
    filledQuantity: '10',
    filledPrice: '106',
    replacedIds: ['a'],
  });
});

test('a replacement of another size is not the order that we meant', () => {
  expect(continuedBy(first, order({ ...theirs, filledQuantity: '9', filledPrice: '110' }))).toMatchObject({
    state: 'ended',
    status: 'replaced',
    filledQuantity: '13',
  });
});

test('a list shows a chain of replacements as one order', () => {
  const second = order({ brokerOrderId: 'b', clientOrderId: 'theirs', replacedBy: 'c' });
  const third = order({ brokerOrderId: 'c', clientOrderId: 'theirs too', status: 'canceled', state: 'ended' });
  const other = order({ brokerOrderId: 'x', clientOrderId: 'another', status: 'filled', state: 'filled' });
  expect(withoutReplacements([first, second, other, third])).toMatchObject([
    { clientOrderId: 'ours', state: 'ended', filledQuantity: '4', replacedIds: ['a', 'b'] },
    { clientOrderId: 'another' },
  ]);
});
