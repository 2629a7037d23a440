import { createWatchReporter } from '../../src/monitor/watch-reporter';
import { createMemoryLedger } from '../ledger/memory-ledger';

const NOW = Date.parse('2026-03-02T15:00:00.000Z');
const NOBODY = {
  'market-closed': 0,
  'market-just-opened': 0,
  'trading-halted': 0,
  'broker-in-doubt': 0,
  'price-jump': 0,
};

/** A reporter of a monitor that counts for `countingMs`. */
function reporter(countingMs: number, counters: { backlog: number; heldBack?: object; newestPriceMs?: number }) {
  const ledger = createMemoryLedger();
  const time = { ms: 0 };
  const monitor = {
    drifts: async () => {
      time.ms += countingMs;
      return { drifts: [5, 4, 3, 2, 1], unjudged: 6 };
    },
    counters: () => ({ ...counters, heldBack: { ...NOBODY, ...counters.heldBack } }) as never,
  };
  const { step } = createWatchReporter({
    ledger,
    monitor,
    crowd: { pace: () => ({ running: 7, endedPerMinute: 90 }) },
    shard: { number: 2, of: 8 },
    now: () => NOW,
    monotonicMs: () => time.ms,
  });
  return { step, ledger };
}

test('a monitor reports what it sees to the ledger', async () => {
  const { step, ledger } = reporter(10, { backlog: 40, newestPriceMs: NOW - 1_000 });
  expect(await step()).toBe(5_000);
  expect(await ledger.watchReports()).toEqual([
    {
      shard: '2/8',
      at: '2026-03-02T15:00:00.000Z',
      drifts: [5, 4, 3, 2, 1],
      unjudged: 6,
      waiting: 40,
      heldBack: null,
      running: 7,
      endedPerMinute: 90,
      pricedAt: '2026-03-02T14:59:59.000Z',
    },
  ]);
});

test('portfolios that are held back count as waiting, with the reason', async () => {
  const { step, ledger } = reporter(10, { backlog: 0, heldBack: { 'market-closed': 12 } });
  await step();
  expect(await ledger.watchReports()).toMatchObject([{ waiting: 12, heldBack: 'market-closed', pricedAt: null }]);
});

test('counting takes at most a twentieth of the time, however many portfolios there are', async () => {
  expect(await reporter(800, { backlog: 0 }).step()).toBe(16_000);
});
