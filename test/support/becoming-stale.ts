// The moments between the ledger's STALE and the hold that follows, on a real server with scripted steps.

import { randomUUID } from 'node:crypto';
import { Client, type Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { REBALANCE_ACTOR, type Resolve } from '../../src/domain/stale';
import { until } from '../../src/local/process/until';
import { createWorkers } from '../../src/temporal/workers';
import { bundledWorkflows } from './bundled-workflows';
import { EVIDENCE } from './held';
import { HOUR, scripted } from './scripted-steps';

export const RELEASE: Resolve = { action: 'release', actor: 'anna', note: 'checked' };

/** A portfolio whose ledger says STALE; its hold begins once `begin` is called. Returns what the steps were asked, in order. */
export async function whileBecomingStale(
  server: { connection: Connection; native: NativeConnection },
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
    await until(async () => done.includes('STALE'), 60_000);
    await act(id, client, temporal, () => begin());
  });
  return done;
}
