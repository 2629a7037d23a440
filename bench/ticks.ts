// From a price that moved to the first order that the broker sees, both on the simulator's clock.

import { setTimeout as sleep } from 'node:timers/promises';
import { openTradeStream, type TradeStream } from '../src/broker/alpaca/stream';
import { DEFAULT_POLICY } from '../src/domain/policy';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { until } from '../src/local/process/until';
import { percentile } from './measures';
import type { Stand } from './stand';

const TICKS = 40;
const WAYS = [
  { prices: 'stream', lookEveryMs: 500 },
  { prices: 'asked for', lookEveryMs: 500 },
  { prices: 'asked for', lookEveryMs: 100 },
];
const ID = 'ticker';

export interface MeasuredTicks {
  prices: string;
  lookEveryMs: number;
  ticks: number;
  p50Ms: number;
  p99Ms: number;
}

export async function benchTicks(stand: Stand, say: (line: string) => void): Promise<MeasuredTicks[]> {
  const ledger = createPostgresLedger(stand.databaseUrl);
  const targets = ['AAPL', 'META'].map((symbol) => ({ symbol, percent: '50.0000' }));
  const by = { name: 'bench', at: new Date().toISOString() };
  await stand.admin.createAccount({ id: ID, cash: '100000.00', margin: true });
  await ledger.createPortfolio(
    { id: ID, accountId: ID, policy: DEFAULT_POLICY, targets, holdings: [], cash: '100000.00' },
    by,
  );
  const worker = await stand.start('ours', 'dist/worker.js');
  const rows: MeasuredTicks[] = [];
  let batches = 0;
  const settled = () =>
    until(async () => {
      const all = await ledger.listBatches(ID);
      return all.length > batches && all.every(({ state }) => state === 'SUCCESS');
    }, 30_000);
  for (const { prices, lookEveryMs } of WAYS) {
    // A key has one connection: who comes second has to ask.
    const taken = prices === 'stream' ? undefined : await takeStream(stand);
    const monitor = await stand.start('monitor', 'dist/monitor/main.js', {
      AUTOBALANCER_LOOK_EVERY_MS: `${lookEveryMs}`,
    });
    if (batches === 0) await settled();
    const durations: number[] = [];
    for (let tick = 0; tick < TICKS; tick += 1) {
      batches = (await ledger.listBatches(ID)).length;
      // At any moment between two looks.
      await sleep(Math.random() * 500);
      const seen = (await stand.admin.journal()).length;
      await stand.admin.setPrices({ META: tick % 2 === 0 ? '480' : '400' });
      await settled();
      const news = await stand.admin.journal(seen);
      const [moved, sent] = ['price', 'submit'].map((kind) => news.find((entry) => entry.kind === kind)?.at ?? '');
      durations.push(Date.parse(sent ?? '') - Date.parse(moved ?? ''));
    }
    await monitor.stop();
    taken?.close();
    const row = {
      prices,
      lookEveryMs,
      ticks: TICKS,
      p50Ms: percentile(durations, 50),
      p99Ms: percentile(durations, 99),
    };
    say(`${prices}, a look every ${lookEveryMs} ms: tick to first order p50 ${row.p50Ms} ms, p99 ${row.p99Ms} ms`);
    rows.push(row);
  }
  await worker.stop();
  await ledger.close();
  return rows;
}

async function takeStream({ brokerUrl }: Stand): Promise<TradeStream> {
  const settings = { dataUrl: brokerUrl, keyId: 'simulator', secretKey: 'simulator' };
  const stream = openTradeStream(settings, {
    onTick: () => undefined,
    onRevised: () => undefined,
    onGap: () => undefined,
    onLoss: () => undefined,
  });
  stream.subscribe(new Set(['META']));
  await until(async () => stream.isLive(), 30_000);
  return stream;
}
