import { createMemoryLedger } from '../../src/ledger/memory';
import { createPriceKeeper } from '../../src/monitor/price-keeper';

const AT = '2026-03-02T15:00:00.000Z';
const BY = { name: 'anna', at: AT };

function keeping() {
  const ledger = createMemoryLedger();
  const prices: Record<string, string> = {};
  const jumps: string[] = [];
  const over: string[] = [];
  const keeper = createPriceKeeper({
    ledger,
    market: {
      latestPrices: async () => new Map(Object.entries(prices).map(([symbol, price]) => [symbol, { price, at: AT }])),
    },
    movePercent: '50',
    now: () => AT,
    onJump: (symbol, jump) => jumps.push(`${symbol} ${jump}`),
    onJumpOver: (symbol) => over.push(symbol),
  });
  const keep = async (latest: Record<string, string>) => {
    Object.assign(prices, latest);
    await keeper.keep(Object.keys(prices));
    return Object.fromEntries((await ledger.knownPrices()).map(({ symbol, price }) => [symbol, price]));
  };
  return { ledger, jumps, over, keep };
}

test('good prices are noted, one that jumped is not, and is told of once', async () => {
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

test('what somebody accepted is what the next price is judged by', async () => {
  const { ledger, jumps, over, keep } = keeping();
  await keep({ META: '440' });
  await keep({ META: '220' });
  await ledger.acceptPrice({ symbol: 'META', price: '220', reason: 'split' }, BY);
  for (const _look of [1, 2]) expect(await keep({ META: '230' })).toEqual({ META: '230' });
  expect(jumps).toHaveLength(1);
  expect(over).toEqual(['META']);
});
