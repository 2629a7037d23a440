import { join } from 'node:path';
import { readCloses, type TradingDay } from '../../../src/local/prices/closes';
import { selectDays } from '../../../src/local/prices/selection';
import { replayedDays } from '../../../src/local/replay/daily';
import type { ReplayDeps } from '../../../src/local/replay/days';
import { replayDays } from '../../../src/local/replay/days';
import { readReplayOptions } from '../../../src/local/replay/options';
import { createMonitor } from '../../../src/monitor/monitor';
import { startSystem, type TestSystem } from '../../support/system';

const SAMPLE = join(__dirname, '../../../data/sp500-sample.csv');
const SYMBOLS = ['AAPL', 'JPM', 'JNJ', 'XOM', 'WMT'];

let system: TestSystem;
let looks: number;

beforeEach(async () => {
  looks = 0;
  system = await startSystem();
});
afterEach(() => system.close());

function deps(): ReplayDeps {
  const { ledger, broker, market, client, simulator } = system;
  const monotonicMs = () => looks * 3_600_000;
  const monitor = createMonitor({ ledger, market, client, monotonicMs, now: Date.now, onSignal: () => undefined });
  const look = () => {
    looks += 1;
    return monitor.look();
  };
  return { ledger, broker, admin: simulator, monitor: { look } };
}

async function daysUntil(to: string): Promise<TradingDay[]> {
  const args = ['--prices', SAMPLE, '--symbols', SYMBOLS.join(','), '--to', to];
  return selectDays(await readCloses(SAMPLE), await readReplayOptions(args));
}

test('a replay buys on the first day and rebalances on the days whose closes pass the threshold', async () => {
  const days = await daysUntil('2008-01-16');
  const told: number[] = [];

  const replay = await replayDays(deps(), days, { symbols: SYMBOLS, threshold: '5.0000' }, (done) => told.push(done));

  // The dates, drifts and values were worked out apart from this system, from the closes alone.
  expect(replay.days).toBe(11);
  expect(replay.rebalances.map(({ date, driftBefore }) => [date, driftBefore])).toEqual([
    ['2008-01-02', '100.0000'],
    ['2008-01-07', '6.4831'],
    ['2008-01-16', '8.1265'],
  ]);
  expect([replay.endValue, replay.buyAndHoldEndValue]).toEqual(['95372.19', '95524.07']);
  expect(told).toEqual(days.map((_, index) => index + 1));
  expect(looks).toBe(11);
  // The report works the days out again from the orders alone, and has to find what the monitor and the broker said.
  const played = replayedDays(replay, days, SYMBOLS);
  expect(played.filter(({ rebalanced }) => rebalanced).map(({ date, drift }) => [date, drift])).toEqual(
    replay.rebalances.map(({ date, driftBefore }) => [date, driftBefore]),
  );
  expect(played.at(-1)).toMatchObject({ date: '2008-01-16', value: '95372.19', buyAndHold: '95524.07' });
});

test('every order of a replay fills at the close of its day', async () => {
  const days = await daysUntil('2008-01-07');

  const { rebalances } = await replayDays(deps(), days, { symbols: SYMBOLS, threshold: '5.0000' }, () => undefined);

  const fills = (await system.simulator.journal()).filter(({ kind }) => kind === 'fill');
  const orders = rebalances.flatMap(({ date, orders: all }) => all.map((order) => ({ date, ...order })));
  expect(orders).toHaveLength(10);
  expect(fills).toHaveLength(10);
  for (const { date, symbol, price } of orders)
    expect([symbol, price]).toEqual([symbol, days.find((day) => day.date === date)?.closes.get(symbol)]);
});

test('a rebalance that is refused ends the replay with its day and outcome', async () => {
  await system.simulator.setPrices({ XOM: '50' });
  await system.simulator.setAsset('XOM', { tradable: false });
  const days = await daysUntil('2008-01-03');

  const replay = replayDays(deps(), days, { symbols: SYMBOLS, threshold: '5.0000' }, () => undefined);

  // The others are bought on the first day. On the second one only what cannot be bought is off its target.
  await expect(replay).rejects.toMatchObject({
    name: 'UnexpectedOutcomeError',
    date: '2008-01-03',
    outcome: { outcome: 'REFUSED', refusal: { code: 'ORDER_UNTRADABLE' } },
  });
});
