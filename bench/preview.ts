// The preview of a roll-out to many subscribers, page by page, as the API answers it: seconds, processor time and memory.

import { Client } from 'pg';
import { createPreviewThreads } from '../src/api/preview-threads';
import { createAlpacaBroker } from '../src/broker/alpaca/client';
import { createAlpacaMarket } from '../src/broker/alpaca/market';
import { NO_CAPS } from '../src/domain/caps';
import type { Target } from '../src/domain/portfolio';
import { equalTargets } from '../src/domain/targets';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { previewRollout } from '../src/operations/preview-rollout';
import { fill } from './fill';
import { cpuMs } from './measures';
import { createPopulation, type Population } from './population';
import type { Stand } from './stand';

const SEED = 20261124;
const HOLDINGS = 10;
const SIZES = (process.env.BENCH_PREVIEW ?? '2000,100000').split(',').map((text) => Number.parseInt(text, 10));

export interface MeasuredPreview {
  subscribers: number;
  seconds: number;
  /** Seconds of processor time, which a busy machine changes less: of the process that plans, and of Postgres. */
  planningCpu: number;
  postgresCpu: number;
  /** Of this process when it is done. */
  memoryMb: number;
  accounts: number;
  orders: number;
  turnover: string;
  cost: string;
  requests: number;
  minutes: number;
  pinned: number;
  refused: string;
}

export async function benchPreview(stand: Stand, say: (line: string) => void): Promise<MeasuredPreview[]> {
  const { population, targets, prices } = subscribers();
  await stand.admin.setPrices(prices);
  const settings = {
    baseUrl: stand.brokerUrl,
    dataUrl: stand.brokerUrl,
    api: 'broker' as const,
    keyId: 'test',
    secretKey: 'test',
  };
  const ledger = createPostgresLedger(stand.databaseUrl);
  const previewing = createPreviewThreads();
  const deps = {
    ledger,
    broker: createAlpacaBroker(settings),
    market: createAlpacaMarket(settings),
    caps: NO_CAPS,
    previewing,
  };
  const by = { name: 'bench', at: new Date().toISOString() };
  const rows: MeasuredPreview[] = [];
  let from = 0;
  for (const count of SIZES) {
    const modelId = `model-${count}`;
    await fill(stand, population, from, from + count);
    await ledger.createModel({ id: modelId, name: modelId, targets, policy: null }, by);
    const [first, second, ...others] = targets;
    const moved = [{ ...first, percent: '0.0000' }, { ...second, percent: '20.0000' }, ...others] as Target[];
    await ledger.addModelVersion(modelId, { targets: moved, policy: null, reason: 'one symbol goes' }, by);
    await subscribe(stand, modelId, from, from + count);
    from += count;
    say(`${count} portfolios follow a model of ${HOLDINGS} symbols`);
    const [startedAt, used, postgres] = [performance.now(), process.cpuUsage(), cpuMs(stand.pids.postgres ?? 0) ?? 0];
    const answer = await previewRollout(deps, { modelId, version: 2 });
    if (!answer.ok) throw new Error(answer.message);
    const seconds = tenths(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(used);
    const { preview } = answer;
    rows.push({
      subscribers: preview.subscribers,
      seconds,
      planningCpu: tenths((user + system) / 1_000),
      postgresCpu: tenths((cpuMs(stand.pids.postgres ?? 0) ?? 0) - postgres),
      memoryMb: Math.round(process.memoryUsage().rss / 2 ** 20),
      accounts: preview.accounts,
      orders: preview.orders,
      turnover: preview.turnover,
      cost: preview.cost,
      requests: preview.requests,
      minutes: preview.minutes,
      pinned: preview.pinned,
      refused: preview.refused.map(({ code, count: times }) => `${code} ${times}`).join(', '),
    });
    say(`previewed in ${seconds} s`);
  }
  await previewing.close();
  await ledger.close();
  return rows;
}

/** Each holds the same ten symbols, within 3 % of equal weights, and is worth between $10,000 and $1,000,000. */
function subscribers(): { population: Population; targets: Target[]; prices: Record<string, string> } {
  const drawn = createPopulation(SEED, HOLDINGS);
  const symbols = drawn.symbols.slice(0, HOLDINGS);
  const targets = equalTargets(symbols);
  const price = (symbol: string | undefined) => Number.parseFloat(drawn.basePrices.get(symbol ?? '') ?? '1');
  const population = {
    ...drawn,
    portfolio: (n: number) => {
      const { holdings, ...rest } = drawn.portfolio(n);
      const held = holdings.map(({ symbol, quantity }, at) => ({
        symbol: symbols[at] ?? '',
        quantity: ((Number.parseFloat(quantity) * price(symbol)) / price(symbols[at])).toFixed(9),
      }));
      return { ...rest, targets, holdings: held };
    },
  };
  return { population, targets, prices: Object.fromEntries(drawn.basePrices) };
}

/** One in twenty is pinned, one in ten excludes a symbol, and one in a hundred is PAUSED. */
async function subscribe({ superuserUrl }: Stand, modelId: string, from: number, to: number): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO subscriptions (portfolio_id, model_id, pinned, version, overrides, since, applied_at)
     SELECT id, $1, CASE WHEN n % 20 = 1 THEN 1 END, 1,
            jsonb_build_object('exclude', CASE WHEN n % 10 = 2 THEN '["S002"]' ELSE '[]' END::jsonb, 'substitute', '{}'::jsonb,
                               'cashReserve', null), now(), now()
       FROM (SELECT id, substr(id, 3)::int AS n FROM portfolios) p WHERE n >= $2 AND n < $3`,
    [modelId, from, to],
  );
  await client.query(
    `UPDATE portfolios SET status = 'PAUSED', status_reason = 'a wish' WHERE substr(id, 3)::int % 100 = 3`,
  );
  await client.query('ANALYZE');
  await client.end();
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}
