// Versions of a model that 2,000 portfolios follow, on their way by real programs: one reaches everybody, and one whose new symbol the broker
// refuses from the second cohort on aborts by its rule. Then the audit has to explain every order.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection, Client as TemporalClient } from '@temporalio/client';
import { Client } from 'pg';
import { createAlpacaBroker } from '../src/broker/alpaca/client';
import { createAlpacaMarket } from '../src/broker/alpaca/market';
import { createRebalanceClient } from '../src/client';
import { NO_CAPS } from '../src/domain/caps';
import { NO_OVERRIDES } from '../src/domain/model';
import { DEFAULT_POLICY } from '../src/domain/policy';
import type { Target } from '../src/domain/portfolio';
import { principalOf } from '../src/domain/principal';
import type { Rollout } from '../src/domain/rollout';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { previewRollout } from '../src/operations/preview-rollout';
import { startRollout } from '../src/operations/rollouts';
import { runAll } from './rebalances';
import type { Stand } from './stand';

const PORTFOLIOS = Number.parseInt(process.env.BENCH_ROLLOUT ?? '2000', 10);
const MODEL = 'growth';
const PLAN = { cohorts: [1, 10, 100], abortPercent: '5', perMinute: 600 };
const WITHIN_MS = 3_600_000;
const LOOK_EVERY_MS = 5_000;

/** With META at $400, AAPL at $190 and MSFT at $420. */
const POSITIONS = { AAPL: '175', META: '83.1', MSFT: '79.1' };
const V1 = targets({ AAPL: '33.33', META: '33.33', MSFT: '33.34' });
const V2 = targets({ AAPL: '40', META: '20', MSFT: '40' });
const V3 = targets({ AAPL: '40', META: '20', MSFT: '20', AMD: '20' });

export interface MeasuredRollout {
  version: number;
  previewed: string;
  previewSeconds: number;
  state: string;
  why: string | null;
  seconds: number;
  /** Portfolios that got the version, cohort by cohort, and how many of all ended badly. */
  applied: string;
  failed: number;
  orders: number;
  /** Orders whose portfolio's audit does not say, before the batch, that this roll-out brought the version. */
  unexplained: number;
  /** Portfolios that got the version after it had ended. */
  late: number;
}

export async function benchRollout(stand: Stand, say: (line: string) => void): Promise<MeasuredRollout[]> {
  const connection = await Connection.connect({ address: stand.temporalAddress });
  const ledger = createPostgresLedger(stand.databaseUrl);
  const database = await connectTo(stand);
  const { brokerUrl } = stand;
  const settings = { baseUrl: brokerUrl, dataUrl: brokerUrl, api: 'broker' as const, keyId: 'test', secretKey: 'test' };
  const deps = {
    ledger,
    broker: createAlpacaBroker(settings),
    market: createAlpacaMarket(settings),
    client: createRebalanceClient(new TemporalClient({ connection })),
    caps: NO_CAPS,
    door: 'program' as const,
    now: () => new Date().toISOString(),
    randomUUID,
  };
  const who = principalOf({ kind: 'program', name: 'bench' });
  const by = { name: who, at: deps.now() };
  await ledger.createModel({ id: MODEL, name: MODEL, targets: V1, policy: null }, by);
  const ids = Array.from({ length: PORTFOLIOS }, (_, n) => `m-${n}`);
  await runAll(ids, 20, async (id) => {
    await stand.admin.createAccount({ id, cash: '250.00', margin: true, positions: POSITIONS });
    const holdings = Object.entries(POSITIONS).map(([symbol, quantity]) => ({ symbol, quantity }));
    await ledger.createPortfolio(
      { id, accountId: id, policy: DEFAULT_POLICY, targets: V1, holdings, cash: '250.00' },
      by,
    );
    await ledger.subscribe(id, { modelId: MODEL, pinned: null, overrides: NO_OVERRIDES }, by);
  });
  say(`${PORTFOLIOS} portfolios follow the model`);
  await stand.start('worker', 'dist/worker.js');
  await stand.start('monitor', 'dist/monitor/main.js');
  const rows: MeasuredRollout[] = [];
  for (const targetsOfVersion of [V2, V3]) {
    const added = await ledger.addModelVersion(MODEL, { targets: targetsOfVersion, policy: null, reason: 'bench' }, by);
    if (!added.ok) throw new Error(added.message);
    const { version } = added;
    const beganAt = performance.now();
    const previewed = await previewRollout(deps, { modelId: MODEL, version });
    if (!previewed.ok) throw new Error(previewed.message);
    const previewSeconds = tenths(performance.now() - beganAt);
    const { accounts, orders, turnover, cost, requests, minutes, refused } = previewed.preview;
    const refusals = refused.map(({ code, count }) => `${code} ${count}`).join(', ');
    say(`version ${version}: ${accounts} portfolios, ${orders} orders, $${turnover}, cost $${cost}; ${refusals}`);
    const started = await startRollout(deps, who, { modelId: MODEL, version, ...PLAN });
    if (!started.ok) throw new Error(started.message);
    const startedAt = performance.now();
    const end = await ended(ledger, started.rollout.id, async ({ cohort }) => {
      say(`version ${version}: cohort ${cohort}`);
      if (targetsOfVersion !== V3 || cohort !== 2) return;
      const effect = { kind: 'refuse' as const, status: 422, code: 42_210_000, message: 'it is not sold to you' };
      await stand.admin.addFault({ match: { operation: 'submit', symbol: 'AMD' }, effect, times: 1_000_000 });
    });
    const seconds = tenths(performance.now() - startedAt);
    // What the last portfolios began comes to its end as well.
    await quiet(database);
    const counts = await ledger.countCohorts(end.id);
    rows.push({
      version,
      previewed: `${accounts} portfolios, ${orders} orders, $${turnover}, cost $${cost}, ${requests} requests, ${minutes} min`,
      previewSeconds,
      state: end.state,
      why: end.stateReason,
      seconds,
      applied: counts.map((one) => one.applied + one.done + one.failed).join(', '),
      failed: counts.reduce((all, one) => all + one.failed, 0),
      ...(await explained(database, end)),
    });
    say(`version ${version}: ${end.state} after ${seconds} s`);
  }
  await database.end();
  await ledger.close();
  await connection.close();
  return rows;
}

/** Waits for the end of a roll-out; `onCohort` is told of each cohort that begins. */
async function ended(
  ledger: ReturnType<typeof createPostgresLedger>,
  id: string,
  onCohort: (rollout: Rollout) => Promise<void>,
): Promise<Rollout> {
  let cohort = 0;
  for (const begunAt = performance.now(); performance.now() - begunAt < WITHIN_MS; await delay(LOOK_EVERY_MS)) {
    const rollout = await ledger.findRollout(id);
    if (rollout === undefined) throw new Error('the roll-out is there');
    if (rollout.cohort !== cohort) await onCohort(rollout);
    cohort = rollout.cohort;
    if (rollout.state !== 'RUNNING') return rollout;
  }
  throw new Error('the roll-out has not ended');
}

async function quiet(database: Client): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM batches WHERE state IN ('PENDING', 'STALE')`,
    );
    if (rows[0]?.open === 0) return;
    await delay(LOOK_EVERY_MS);
  }
}

/** Each order since the roll-out began, against the audit of its portfolio. */
async function explained(database: Client, { id, startedAt, endedAt }: Rollout) {
  const { rows } = await database.query<{ orders: number; unexplained: number; late: number }>(
    `SELECT count(*)::int AS orders,
            count(*) FILTER (WHERE applied.rollout IS DISTINCT FROM $1)::int AS unexplained,
            (SELECT count(*)::int FROM rollout_portfolios WHERE rollout_id = $1::uuid AND applied_at > $3) AS late
       FROM batches b JOIN orders o ON o.batch_id = b.id
       JOIN audit opened ON opened.portfolio_id = b.portfolio_id AND opened.batch_id = b.id AND opened.event = 'BATCH_OPENED'
       LEFT JOIN LATERAL (
         SELECT detail->>'rollout' AS rollout FROM audit
          WHERE portfolio_id = b.portfolio_id AND event = 'MODEL_APPLIED' AND sequence < opened.sequence ORDER BY sequence DESC LIMIT 1
       ) applied ON true
      WHERE b.opened_at >= $2`,
    [id, startedAt, endedAt],
  );
  return rows[0] ?? { orders: 0, unexplained: 0, late: 0 };
}

async function connectTo({ superuserUrl }: Stand): Promise<Client> {
  const url = new URL(superuserUrl);
  url.pathname = '/autobalancer';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return client;
}

function targets(percents: Record<string, string>): Target[] {
  return Object.entries(percents).map(([symbol, percent]) => ({
    symbol,
    percent: `${percent}${percent.includes('.') ? '00' : '.0000'}`,
  }));
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}
