import { ActivityModel, parseActivity } from '../../../src/broker/alpaca/activities';

const parse = (some: object) => parseActivity(ActivityModel.parse({ id: '20190801011955195::5f596936', ...some }));

test('the non-trade activity of the vendor documentation is a dividend of cash, of the end of its day', () => {
  // Alpaca, "Account Activities": the sample of a non-trade activity.
  const sample = {
    activity_type: 'DIV',
    date: '2019-08-01',
    net_amount: '1.02',
    symbol: 'T',
    qty: '2',
    per_share_amount: '0.51',
  };
  expect(parse(sample)).toEqual({
    id: '20190801011955195::5f596936',
    kind: 'DIVIDEND',
    type: 'DIV',
    at: '2019-08-02T00:00:00.000Z',
    cash: '1.02',
    symbol: 'T',
    quantity: null,
    description: '',
    isVoid: false,
  });
});

test.each([
  ['CSD', 'CASH_FLOW'],
  ['CSW', 'CASH_FLOW'],
  ['JNLC', 'CASH_FLOW'],
  ['DIVNRA', 'DIVIDEND'],
  ['CIL', 'DIVIDEND'],
  ['INT', 'INTEREST'],
  ['FEE', 'FEE'],
  ['SPLIT', 'SPLIT'],
  ['SSP', 'SPLIT'],
  ['SPIN', 'SPIN_OFF'],
  ['MA', 'MERGER'],
  ['NC', 'NAME_CHANGE'],
  ['SC', 'NAME_CHANGE'],
  ['JNLS', 'SHARES_MOVED'],
  ['ACATS', 'SHARES_MOVED'],
  ['VOF', 'UNKNOWN'],
  ['toString', 'UNKNOWN'],
])('%s is %s', (type, kind) => {
  expect(parse({ activity_type: type, net_amount: '1' })).toMatchObject({ kind, type, cash: '1.00' });
});

test('shares move where the type says so, and a time of the broker counts before a date', () => {
  const created = { date: '2026-03-02', created_at: '2026-03-02T09:30:00.123456-05:00' };
  expect(parse({ activity_type: 'SPLIT', symbol: 'META', qty: '-13.500000000', ...created })).toMatchObject({
    quantity: '-13.5',
    symbol: 'META',
    at: '2026-03-02T14:30:00.123Z',
  });
  expect(parse({ activity_type: 'FEE', net_amount: '-0.005', status: 'canceled' })).toMatchObject({
    cash: '0.00',
    at: '2019-08-02T00:00:00.000Z',
    isVoid: true,
  });
});

test('what is no activity is not read as one', () => {
  for (const wrong of [{}, { activity_type: 'CSD', net_amount: 'much' }, { activity_type: 'CSD', created_at: 'today' }])
    expect(ActivityModel.safeParse({ id: 'x', ...wrong }).success).toBe(false);
});
