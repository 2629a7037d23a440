// The servers of a run, and what the API has to show: a portfolio that was rebalanced, one that is frozen, and a key for each role.

import { randomBytes } from 'node:crypto';
import { type Stand, startStand } from '../../bench/stand';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { principalOf } from '../../src/domain/principal';
import { ROLES, type Role } from '../../src/domain/role';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { freePort } from '../../src/local/servers/ports';
import { createKey } from '../../src/operations/create-key';

export interface World {
  stand: Stand;
  /** A process of its own: it has counted no refused keys yet. */
  startApi(): Promise<{ url: string; stop(): Promise<void> }>;
  /** Makes a new key of this role. */
  key(role: Role): Promise<string>;
  /** What parameters of the path can name, together. */
  known: Record<'portfolioId' | 'batchId' | 'runId', string>;
}

/** Keys that have an owner may make keys that have one. */
const WHO = principalOf({ kind: 'cli', login: 'fuzz', host: 'desk' });
/** They are the examples of the contract. */
const [PORTFOLIO, ACCOUNT] = ['growth-4711', 'b3c1f1de'];
const TARGETS = ['META', 'AAPL'].map((symbol) => ({ symbol, percent: '50.0000' }));

export async function startWorld(): Promise<World> {
  const stand = await startStand();
  try {
    await stand.start('worker', 'dist/worker.js');
    const startApi = async () => {
      const port = await freePort(0);
      const { stop } = await stand.start('api', 'dist/api/main.js', {
        DATABASE_URL: stand.apiDatabaseUrl,
        AUTOBALANCER_API_PORT: `${port}`,
        // What is tried out here is not how much is answered.
        AUTOBALANCER_API_REQUESTS_PER_MINUTE: '99999',
      });
      return { url: `http://127.0.0.1:${port}`, stop };
    };
    const ledger = createPostgresLedger(stand.databaseUrl);
    const now = () => new Date().toISOString();
    const deps = { ledger, door: 'cli', now, randomBytes } as const;
    const key = async (role: Role) =>
      (await createKey(deps, WHO, { role, name: `fuzz ${role}`, owner: 'bob', days: 1 })).secret;
    for (const id of [ACCOUNT, PORTFOLIO, 'frozen']) {
      await stand.admin.createAccount({ id, cash: '100000.00', margin: true });
      // On the first one the API may open a portfolio.
      if (id !== ACCOUNT)
        await ledger.createPortfolio(
          { id, accountId: id, policy: DEFAULT_POLICY, targets: TARGETS, holdings: [], cash: '100000.00' },
          { name: 'fuzz', at: now() },
        );
    }
    const api = await startApi();
    const known = await rebalanced(api.url, await key('operator'));
    await api.stop();
    return { stand, startApi, key, known };
  } catch (error) {
    await stand.close();
    throw error;
  }
}

async function rebalanced(apiUrl: string, key: string): Promise<World['known']> {
  const place = `${apiUrl}/v1/portfolios`;
  const ask = async (path: string, method = 'GET', body?: object) => {
    const json = body && { 'Content-Type': 'application/json' };
    const headers = { Authorization: `Bearer ${key}`, 'Idempotency-Key': path, ...json };
    const response = await fetch(`${place}/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as { state?: string; runId?: string; outcome?: { batchId?: string } };
  };
  await ask('frozen/freeze', 'POST', { reason: 'to be looked at' });
  const { runId = '' } = await ask(`${PORTFOLIO}/rebalances`, 'POST');
  let batchId = '';
  await until(async () => {
    const { outcome } = await ask(`${PORTFOLIO}/rebalances/${runId}`);
    batchId = outcome?.batchId ?? '';
    return batchId !== '';
  }, 60_000);
  return { portfolioId: PORTFOLIO, runId, batchId };
}

export const EVERYBODY = ['nobody', ...ROLES] as const;
export type Somebody = (typeof EVERYBODY)[number];
