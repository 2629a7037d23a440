// A broker that is sick for one account in twenty: what the other accounts keep of their throughput, and how soon people are answered. Rounds
// with and without hanging accounts take turns in one run, on the same servers and the same worker, so that the ratio is theirs alone.

import { Connection, Client as TemporalClient } from '@temporalio/client';
import { createRebalanceClient, type RebalanceClient } from '../src/client';
import { DEFAULT_POLICY } from '../src/domain/policy';
import type { Ledger } from '../src/ledger/ledger';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { until } from '../src/local/process/until';
import { percentile } from './measures';
import { createPortfolios, ourWay, runAll } from './rebalances';
import type { Stand } from './stand';

const PORTFOLIOS = Number.parseInt(process.env.BENCH_BULKHEADS ?? '500', 10);
const ROUNDS = 2;
const AT_A_TIME = 50;
/** One in twenty of all that trade. */
const HANGING = Math.max(2, Math.round(PORTFOLIOS / 19));
const HANGS_MS = 120_000;
const HELD_MAX_MS = 60_000;
const LOCK = { lockTtlMs: DEFAULT_POLICY.lockTtlMs };

export interface MeasuredBulkheads {
  round: number;
  hanging: number;
  rebalances: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Until a person's freeze holds the portfolio, and until a resolve is answered. */
  freezeMs: number;
  resolveMs: number;
  /** Of the throughput of the same round without hanging accounts. */
  ratio: number | null;
}

export async function benchBulkheads(stand: Stand, say: (line: string) => void): Promise<MeasuredBulkheads[]> {
  const connection = await Connection.connect({ address: stand.temporalAddress });
  const temporal = new TemporalClient({ connection });
  const ledger = createPostgresLedger(stand.databaseUrl);
  const worker = await stand.start('worker', 'dist/worker.js');
  const { run } = ourWay(temporal, worker.statusUrl);
  await runAll(await createPortfolios(stand, ledger, 20), 10, run);
  const client = createRebalanceClient(temporal);
  const rows: MeasuredBulkheads[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    let calm: number | undefined;
    for (const hanging of [0, HANGING]) {
      const hang = await beginToHang(stand, ledger, client, hanging);
      const row = { round, hanging, ...(await measure(stand, ledger, client, run)), ratio: null };
      const ratio = calm === undefined ? null : Math.round((row.perSecond / calm) * 100) / 100;
      calm ??= row.perSecond;
      rows.push({ ...row, ratio });
      say(
        `${hanging} of ${PORTFOLIOS + hanging} hang: ${row.perSecond}/s${ratio === null ? '' : `, ${ratio} of without`}`,
      );
      await hang.end();
    }
  }
  await worker.stop();
  await ledger.close();
  await connection.close();
  return rows;
}

/** Half of them cannot be read, and of the others no order is answered. Resolves when all of them have begun to wait. */
async function beginToHang(stand: Stand, ledger: Ledger, client: RebalanceClient, count: number) {
  const { admin } = stand;
  const ids = await createPortfolios(stand, ledger, count);
  const seen = (await admin.journal()).length;
  for (const [n, accountId] of ids.entries())
    for (const operation of n % 2 === 0 ? (['read'] as const) : (['submit', 'lookup'] as const))
      await admin.addFault({
        match: { accountId, operation },
        effect: { kind: 'delay', ms: HANGS_MS },
        times: 100_000,
      });
  const started = await Promise.all(ids.map((id) => client.priceChanged({ id, ...LOCK }, { symbols: ['META'] })));
  await until(async () => {
    const asked = new Set((await admin.journal(seen)).map(({ accountId }) => accountId));
    return ids.every((id) => asked.has(id));
  }, HANGS_MS);
  const end = async () => {
    await admin.clearFaults();
    for (const one of started) await one.result();
  };
  return { end };
}

async function measure(stand: Stand, ledger: Ledger, client: RebalanceClient, run: (id: string) => Promise<void>) {
  const [held = '', idle = ''] = await createPortfolios(stand, ledger, 2);
  const ids = await createPortfolios(stand, ledger, PORTFOLIOS);
  await freeze(client, held);
  const startedAt = performance.now();
  const trading = runAll(ids, AT_A_TIME, run);
  // In the middle of it, as a person would.
  await until(async () => (await ledger.listBatches(ids[Math.floor(PORTFOLIOS / 2)] ?? '')).length > 0, HANGS_MS);
  const freezeMs = await timeOf(() => freeze(client, idle));
  const resolveMs = await timeOf(async () => {
    const answer = await client.resolve(held, { action: 'release', actor: 'bench', note: 'bench' });
    if (!answer.ok || answer.verdict.status !== 'ACTIVE') throw new Error(JSON.stringify(answer));
  });
  const durations = await trading;
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    rebalances: PORTFOLIOS,
    perSecond: Math.round((PORTFOLIOS / seconds) * 10) / 10,
    p50Ms: percentile(durations, 50),
    p99Ms: percentile(durations, 99),
    freezeMs,
    resolveMs,
  };
}

async function freeze(client: RebalanceClient, id: string): Promise<void> {
  await client.freeze({ id, ...LOCK }, { actor: 'bench', reason: 'bench' });
  await until(async () => (await client.whatRuns(id)) === 'hold', HELD_MAX_MS);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
}
