import { createPriceKeeper } from '../../src/monitor/price-keeper';
import { createMemoryLedger } from '../ledger/memory-ledger';

const AT = '2026-03-02T15:00:00.000Z';
const minuteOf = (minute: number) => new Date(Date.parse(AT) + minute * 60_000).toISOString();
const BY = { name: 'anna', at: AT };

function keeping() {
  const ledger = createMemoryLedger();
  const prices: Record<string, string> = {};
  const jumps: string[] = [];
  const over: string[] = [];
  let minute = 0;
  const keeperNow = () =>
    createPriceKeeper({
      ledger,
      market: {
        latestPrices: async () =>
          new Map(Object.entries(prices).map(([symbol, price]) => [symbol, { price, at: minuteOf(minute) }])),
      },
      movePercent: '50',
      now: () => AT,
      onJump: (symbol, jump) => jumps.push(`${symbol} ${jump}`),
      onJumpOver: (symbol) => over.push(symbol),
    });
  let keeper = keeperNow();
  const keep = async (latest: Record<string, string>, at = 0) => {
    Object.assign(prices, latest);
    minute = at;
    await keeper.keep(Object.keys(prices));
    return Object.fromEntries((await ledger.knownPrices()).map(({ symbol, price }) => [symbol, price]));
  };
  const restart = () => void (keeper = keeperNow());
  return { ledger, jumps, over, keep, restart };
}

test('good prices are recorded; one that jumped is not, and is reported once', async () => {
  const { jumps, over, keep } = keeping();
  expect(await keep({ META: '400', AAPL: '190' })).toEqual({ META: '400', AAPL: '190' });
  expect(await keep({ META: '440' })).toEqual({ META: '440', AAPL: '190' });
  for (const _look of [1, 2]) expect(await keep({ META: '220', AAPL: '191' })).toEqual({ META: '440', AAPL: '191' });
  expect(jumps).toEqual(['META $440 → $220, as after a split of 2 for 1']);
  expect(over).toEqual([]);
  // It comes back by itself, and jumps again.
  expect(await keep({ META: '441' })).toMatchObject({ META: '441' });
  expect(over).toEqual(['META']);
  await keep({ META: '44.1' });
  expect(jumps).toHaveLength(2);
});

test('the next price is compared with the accepted one', async () => {
  const { ledger, jumps, over, keep } = keeping();
  await keep({ META: '440' });
  await keep({ META: '220' });
  await ledger.acceptPrice({ symbol: 'META', price: '220', reason: 'split' }, BY);
  for (const _look of [1, 2]) expect(await keep({ META: '230' })).toEqual({ META: '230' });
  expect(jumps).toHaveLength(1);
  expect(over).toEqual(['META']);
});

test('a price that walks away by a fifth a minute is held where it has moved by more than half, also by a monitor that starts again', async () => {
  const { jumps, over, keep, restart } = keeping();
  const walk = ['100', '80', '64', '51.2'];
  for (const [minute, price] of walk.entries()) {
    expect(await keep({ META: price }, minute)).toEqual({ META: price });
    restart();
  }
  expect(jumps).toEqual([]);
  for (const price of ['40.96', '32.77']) expect(await keep({ META: price }, 4)).toEqual({ META: '51.2' });
  expect(jumps).toEqual(['META $100 → $40.96, by 59.0400 % within an hour']);
  // Below the known one by less than half, and the hour is over: it has stayed there.
  expect(await keep({ META: '40.96' }, 65)).toEqual({ META: '40.96' });
  expect(over).toEqual(['META']);
});

test('what somebody accepted on the way is where the walk begins again', async () => {
  const { ledger, jumps, keep } = keeping();
  for (const [minute, price] of ['100', '80', '64', '51.2', '40.96'].entries()) await keep({ META: price }, minute);
  await ledger.acceptPrice({ symbol: 'META', price: '40.96', reason: 'news' }, BY);
  for (const price of ['36', '30', '25']) expect(await keep({ META: price }, 6)).toEqual({ META: price });
  expect(await keep({ META: '20' }, 7)).toEqual({ META: '25' });
  expect(jumps).toHaveLength(2);
});
