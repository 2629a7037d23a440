// One tick takes thousands of portfolios past their threshold: how long until each is rebalanced, and whether any is lost or doubled.

import { setTimeout as delay } from 'node:timers/promises';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import { DEFAULT_POLICY } from '../src/domain/policy';
import type { Ledger } from '../src/ledger/ledger';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { until } from '../src/local/process/until';
import { readMetric } from './measures';
import { createPortfolios, ourWay, runAll } from './rebalances';
import type { Stand } from './stand';

const PORTFOLIOS = Number.parseInt(process.env.BENCH_HERD ?? '2000', 10);
const REFERENCE = { atATime: 50, portfolios: 150 };
/** One more worker for each; the tick takes everybody to 6.5 %. */
const ROUNDS = ['440', '484'];
const WITHIN_MS = 1_800_000;
/** Each count reads the audit of the whole herd on the same two processors: rarely, so that the herd does not wait for it. */
const COUNT_EVERY_MS = 2_000;

export interface MeasuredHerd {
  workers: number;
  portfolios: number;
  firstSeconds: number;
  lastSeconds: number;
  perSecond: number;
  /** Rebalances a second at 50 at a time, on the same workers just before. */
  referencePerSecond: number;
  ratio: number;
  signals: number;
  workflows: number;
  orders: number;
  lost: number;
  duplicates: number;
}

export async function benchHerd(stand: Stand, say: (line: string) => void): Promise<MeasuredHerd[]> {
  const connection = await Connection.connect({ address: stand.temporalAddress });
  const temporal = new TemporalClient({ connection });
  const ledger = createPostgresLedger(stand.databaseUrl);
  const database = await connectTo(stand);
  const ids = Array.from({ length: PORTFOLIOS }, (_, n) => `herd-${n}`);
  await runAll(ids, 20, (id) => createPortfolio(stand, ledger, id));
  say(`${PORTFOLIOS} portfolios are at their targets`);
  const rows: MeasuredHerd[] = [];
  for (const [n, price] of ROUNDS.entries()) {
    const worker = await stand.start(`worker ${n + 1}`, 'dist/worker.js');
    const referencePerSecond = await reference(stand, ledger, temporal, worker.statusUrl);
    const monitor = await stand.start('monitor', 'dist/monitor/main.js');
    const metric = async (name: string) => readMetric(await (await fetch(`${monitor.statusUrl}/metrics`)).text(), name);
    await until(async () => (await metric('autobalancer_watched_portfolios')) === PORTFOLIOS, 60_000);
    const seen = (await stand.admin.journal()).length;
    const tickedAt = new Date();
    await stand.admin.setPrices({ META: price });
    await until(async () => {
      await delay(COUNT_EVERY_MS);
      return (await successes(database, tickedAt)).count >= PORTFOLIOS;
    }, WITHIN_MS);
    const { first, last, portfolios } = await successes(database, tickedAt);
    const sent = (await stand.admin.journal(seen)).filter(
      ({ kind, status = 500 }) => kind === 'submit' && status < 300,
    );
    const orders = new Set(sent.map(({ accountId, symbol, side }) => `${accountId} ${symbol} ${side}`));
    const query = `WorkflowType = 'rebalancePortfolio' AND StartTime >= '${tickedAt.toISOString()}'`;
    const lastSeconds = (last - tickedAt.getTime()) / 1_000;
    const row = {
      workers: n + 1,
      portfolios: PORTFOLIOS,
      firstSeconds: round((first - tickedAt.getTime()) / 1_000),
      lastSeconds: round(lastSeconds),
      perSecond: round(PORTFOLIOS / lastSeconds),
      referencePerSecond: round(referencePerSecond),
      ratio: round(PORTFOLIOS / lastSeconds / referencePerSecond),
      signals: await metric('autobalancer_signals_total'),
      workflows: (await temporal.workflow.count(query)).count,
      orders: sent.length,
      lost: PORTFOLIOS - portfolios,
      duplicates: sent.length - orders.size,
    };
    say(`${row.workers} workers: the last of ${PORTFOLIOS} after ${row.lastSeconds} s, ${row.perSecond}/s`);
    rows.push(row);
    await monitor.stop();
  }
  await database.end();
  await ledger.close();
  await connection.close();
  return rows;
}

/** What the workers do when somebody asks for the next rebalance as soon as one ends. */
async function reference(stand: Stand, ledger: Ledger, temporal: TemporalClient, statusUrl: string): Promise<number> {
  const ids = await createPortfolios(stand, ledger, REFERENCE.portfolios);
  const startedAt = performance.now();
  await runAll(ids, REFERENCE.atATime, ourWay(temporal, statusUrl).run);
  const seconds = (performance.now() - startedAt) / 1_000;
  // The herd's tick is not theirs.
  const by = { name: 'bench', at: new Date().toISOString() };
  for (const id of ids) await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, by);
  return REFERENCE.portfolios / seconds;
}

/** At its targets with META at $400. */
async function createPortfolio({ admin }: Stand, ledger: Ledger, id: string): Promise<void> {
  const positions = { AAPL: '175', META: '83.1', MSFT: '79.1' };
  const holdings = Object.entries(positions).map(([symbol, quantity]) => ({ symbol, quantity }));
  const targets = Object.keys(positions).map((symbol, n) => ({ symbol, percent: n === 2 ? '33.3400' : '33.3300' }));
  const by = { name: 'bench', at: new Date().toISOString() };
  await admin.createAccount({ id, cash: '250.00', margin: true, positions });
  await ledger.createPortfolio({ id, accountId: id, policy: DEFAULT_POLICY, targets, holdings, cash: '250.00' }, by);
}

async function connectTo({ superuserUrl }: Stand): Promise<Client> {
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return client;
}

/** How many batches of the herd have ended in success since the tick, of how many portfolios, and when the first and the last did. */
async function successes(database: Client, since: Date) {
  const { rows } = await database.query<{ count: string; portfolios: string; first: Date; last: Date }>(
    `SELECT count(*) AS count, count(DISTINCT portfolio_id) AS portfolios, min(at) AS first, max(at) AS last
       FROM audit WHERE event = 'BATCH_SUCCESS' AND portfolio_id LIKE 'herd-%' AND at >= $1`,
    [since],
  );
  const [row] = rows;
  return {
    count: Number.parseInt(row?.count ?? '', 10),
    portfolios: Number.parseInt(row?.portfolios ?? '', 10),
    first: row?.first?.getTime() ?? Number.NaN,
    last: row?.last?.getTime() ?? Number.NaN,
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
