// A decision that arrives between the ledger's STALE and the hold that will carry it out, on a real server.

import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { REBALANCE_ACTOR, type Resolve } from '../../src/domain/stale';
import { until } from '../../src/local/process/until';
import { createWorkers } from '../../src/temporal/workers';
import { bundledWorkflows } from '../support/bundled-workflows';
import { connectToDevServer } from '../support/dev-server-connections';
import { EVIDENCE } from '../support/held';
import { HOUR, scripted } from '../support/scripted-steps';

const server = connectToDevServer();

const RELEASE: Resolve = { action: 'release', actor: 'anna', note: 'checked' };

/** A portfolio whose ledger says STALE; its hold begins once `begin` is called. Returns what the steps were asked, in order. */
async function whileBecomingStale(
  act: (
    id: string,
    client: RebalanceClient,
    temporal: Client,
    begin: (waits?: () => Promise<unknown>) => void,
  ) => Promise<void>,
): Promise<string[]> {
  const temporal = new Client({ connection: server.connection });
  const done: string[] = [];
  let begin: () => void = () => undefined;
  const mayBegin = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const activities = scripted({
    prepareBatch: async () => ({ kind: 'stale', reason: 'BOOKS_DIFFER', message: 'AAPL: ledger 1, broker 2' }),
    markStale: async () => {
      done.push('STALE');
      return true;
    },
    sendStaleSignal: async ({ portfolioId, run }) => {
      await mayBegin;
      const stale = { actor: REBALANCE_ACTOR, reason: 'BOOKS_DIFFER', ...(run !== undefined && { run }) };
      await temporal.workflow.getHandle(rebalanceWorkflowId(portfolioId)).signal('stale', stale);
      return 'signalled';
    },
    readEvidence: async () => ({ ...EVIDENCE, reason: 'BOOKS_DIFFER' }),
    sendAlert: async () => 'sent',
    recordFreeze: async () => done.push('frozen') > 0,
    recordIgnored: async ({ problem }) => void done.push(`ignored: ${problem}`),
    takeOverStale: async () => ({ batch: null, waitMs: 0, askUntil: '2100-01-01T00:00:00.000Z' }),
    endStale: async ({ note }) => {
      // A workflow task that is lost runs its local steps again.
      if (!done.includes(`ended: ${note}`)) done.push(`ended: ${note}`);
      return { status: 'ACTIVE', message: 'the hold has ended' };
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorkers({ connection: server.native, taskQueue, ...bundledWorkflows(), activities });
  const id = `p-${randomUUID()}`;
  await worker.runUntil(async () => {
    const client = createRebalanceClient(temporal, taskQueue);
    await client.priceChanged({ id, lockTtlMs: HOUR }, { symbols: ['AAPL'] });
    await until(async () => done.includes('STALE'), 20_000);
    await act(id, client, temporal, () => begin());
  });
  return done;
}

test('a resolve by signal waits for its hold', async () => {
  const done = await whileBecomingStale(async (id, _client, temporal, begin) => {
    const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
    await handle.signal('resolve', RELEASE);
    begin();
    expect(await handle.result()).toEqual({ outcome: 'RESOLVED', ...RELEASE });
  });
  expect(done).toEqual(['STALE', 'ended: checked']);
}, 60_000);

test('a resolve that waits for an answer is answered by the hold', async () => {
  const done = await whileBecomingStale(async (id, client, _temporal, begin) => {
    const answer = client.resolve(id, RELEASE, { id: randomUUID(), since: new Date().toISOString(), isRepeat: false });
    // It was refused at least once by then.
    await until(async () => (await client.status(id))?.phase === 'STALE', 20_000);
    begin();
    expect(await answer).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  });
  expect(done).toEqual(['STALE', 'ended: checked']);
}, 60_000);

test('a freeze that comes after a release keeps the portfolio held', async () => {
  const done = await whileBecomingStale(async (id, client, temporal, begin) => {
    const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
    await handle.signal('resolve', RELEASE);
    await handle.signal('stale', { reason: 'a complaint', actor: 'bob' });
    begin();
    await until(async () => (await handle.describe()).type === 'stalePortfolio', 20_000);
    const later = { ...RELEASE, note: 'looked at' };
    expect(await client.resolve(id, later)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  });
  expect(done).toEqual(['STALE', 'ignored: a rebalance is running', 'frozen', 'ended: looked at']);
}, 60_000);
