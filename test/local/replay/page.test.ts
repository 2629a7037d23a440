import { replayReport } from '../../../src/local/replay/page';

const day = (date: string, A: string, B: string) => ({ date, closes: new Map(Object.entries({ A, B })) });
const order = (symbol: string, side: 'BUY' | 'SELL', quantity: string, price: string) => ({
  symbol,
  side,
  quantity,
  price,
});

const DAYS = [day('2020-12-30', '100', '50'), day('2020-12-31', '120', '50'), day('2021-01-04', '110', '55')];
const REPLAY = {
  days: 3,
  rebalances: [
    {
      date: '2020-12-30',
      driftBefore: '100.0000',
      driftAfter: '0.0000',
      orders: [order('A', 'BUY', '500', '100'), order('B', 'BUY', '1000', '50')],
    },
    {
      date: '2020-12-31',
      driftBefore: '9.0909',
      driftAfter: '0.0000',
      orders: [order('A', 'SELL', '41.5', '120'), order('B', 'BUY', '99.6', '50')],
    },
  ],
  // 458.5 × 110 + 1099.6 × 55, and 500 × 110 + 1000 × 55.
  endValue: '110913.00',
  buyAndHoldEndValue: '110000.00',
};
const OPTIONS = { symbols: ['A', 'B'], threshold: '5.0000' };

test('the data behind the charts has each day and each year', () => {
  const files = replayReport(REPLAY, DAYS, OPTIONS);

  expect([...files.keys()]).toEqual(['index.html', 'value.csv', 'drift.csv', 'years.csv']);
  expect(files.get('value.csv')).toBe(
    'date,value_usd,buy_and_hold_usd\n2020-12-30,100000.00,100000.00\n2020-12-31,110000.00,110000.00\n2021-01-04,110913.00,110000.00\n',
  );
  expect(files.get('drift.csv')).toBe(
    'date,drift_percent,rebalanced\n2020-12-30,100.0000,yes\n2020-12-31,9.0909,yes\n2021-01-04,9.0548,no\n',
  );
  expect(files.get('years.csv')).toBe(
    'year,rebalances,orders,turnover_usd,cost_paid_usd,cost_at_5bp_usd,cost_at_20bp_usd\n2020,1,2,9960.00,0.00,4.98,19.92\n2021,0,0,0.00,0.00,0.00,0.00\n',
  );
});

test('the page loads nothing, runs nothing, and is the same for the same replay', () => {
  const html = replayReport(REPLAY, DAYS, OPTIONS).get('index.html') ?? '';

  expect(html).toContain('<meta name="color-scheme" content="light dark">');
  expect(html).toContain('$110,913.00');
  expect(html.match(/<svg/g)).toHaveLength(6);
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import|https?:|NaN|undefined/);
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, link]) => link)).toEqual([
    'value.csv',
    'drift.csv',
    'years.csv',
  ]);
  expect(replayReport(REPLAY, DAYS, OPTIONS).get('index.html')).toBe(html);
});

test('orders that do not explain what the broker holds make no report', () => {
  expect(() => replayReport({ ...REPLAY, endValue: '110913.01' }, DAYS, OPTIONS)).toThrow(
    'the orders of a replay explain what the broker holds in the end',
  );
});
