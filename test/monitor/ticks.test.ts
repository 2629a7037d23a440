import { createTickBox, type DropReason } from '../../src/monitor/ticks';

const NOW = Date.parse('2026-03-02T15:00:00.000Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();

function box() {
  return createTickBox(
    (symbol) => symbol !== 'ZZZ',
    () => NOW,
    () => 7,
  );
}

test('the newest tick of a symbol is taken, once', () => {
  const ticks = box();
  ticks.offer({ symbol: 'META', price: '400', at: at(0) });
  ticks.offer({ symbol: 'AAPL', price: '190', at: at(0) });
  ticks.offer({ symbol: 'META', price: '401.25', at: at(5) });
  expect(ticks.take()).toEqual([
    { symbol: 'META', price: '401.25', sinceMs: 7 },
    { symbol: 'AAPL', price: '190', sinceMs: 7 },
  ]);
  expect(ticks.take()).toEqual([]);
  expect(ticks.counters()).toMatchObject({ received: 3, conflated: 1 });
});

test('once a tick does not count any more, an older price of the market is believed, and an older tick', () => {
  const ticks = box();
  ticks.offer({ symbol: 'META', price: '900', at: at(5) });
  ticks.settle('META', { price: '400', at: at(0) });
  expect(ticks.take()).toEqual([{ symbol: 'META', price: '900', sinceMs: 7 }]);
  ticks.revise('META');
  ticks.settle('META', { price: '400', at: at(0) });
  expect(ticks.take()).toEqual([{ symbol: 'META', price: '400', sinceMs: undefined }]);
  ticks.offer({ symbol: 'META', price: '900', at: at(6) });
  ticks.revise('META');
  expect(ticks.take()).toEqual([]);
  ticks.offer({ symbol: 'META', price: '401', at: at(1) });
  expect(ticks.take()).toEqual([{ symbol: 'META', price: '401', sinceMs: 7 }]);
});

test.each<[DropReason, Partial<{ symbol: string; price: string; at: string }>]>([
  ['unknown-symbol', { symbol: 'ZZZ' }],
  ['unreadable', { price: 'NaN' }],
  ['unreadable', { price: '1e3' }],
  ['unreadable', { price: '400.00001' }],
  ['unreadable', { at: 'noon' }],
  ['not-positive', { price: '0' }],
  ['not-positive', { price: '0.0000' }],
  ['not-positive', { price: '-400' }],
  ['future', { at: at(60_001) }],
  ['old', { at: at(-1) }],
  ['absurd', { price: '40000.01' }],
  ['absurd', { price: '3.9999' }],
])('a tick is dropped and counted as %s: %j', (reason, wrong) => {
  const ticks = box();
  ticks.offer({ symbol: 'META', price: '400', at: at(0) });
  expect(ticks.take()).toHaveLength(1);
  ticks.offer({ symbol: 'META', price: '401', at: at(1), ...wrong });
  expect(ticks.take()).toEqual([]);
  const { dropped } = ticks.counters();
  expect(dropped[reason]).toBe(1);
  expect(Object.values(dropped).reduce((sum, count) => sum + count)).toBe(1);
});

test('what the market says is the latest price is believed, unless a tick is newer', () => {
  const ticks = box();
  ticks.offer({ symbol: 'META', price: '4', at: at(0) });
  ticks.settle('META', { price: '600000', at: at(1) });
  expect(ticks.take()).toMatchObject([{ price: '600000' }]);
  ticks.offer({ symbol: 'META', price: '590000', at: at(3) });
  ticks.settle('META', { price: '600000', at: at(2) });
  expect(ticks.take()).toMatchObject([{ price: '590000' }]);
});
