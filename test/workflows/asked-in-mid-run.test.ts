// A person asks while a run is at work that nobody asked for, as one that looks for what an earlier run left: what was asked for is done.

import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { type Asked, createRebalanceClient } from '../../src/client';
import type { PrepareBatchInput } from '../../src/domain/steps';
import { until } from '../../src/local/process/until';
import { createWorkers } from '../../src/temporal/workers';
import { bundledWorkflows } from '../support/bundled-workflows';
import { connectToDevServer } from '../support/dev-server-connections';
import { batch, scripted } from '../support/scripted-steps';

const server = connectToDevServer();
const LOCK = { lockTtlMs: 3_600_000 };

/** Returns what each evaluation was asked for, and the outcome, when `asked` arrives while the first one is traded. */
async function askedWhilePlacing(asked: Asked) {
  const inputs: Pick<PrepareBatchInput, 'run' | 'proposal'>[] = [];
  let [isPlacing, hasArrived] = [false, false];
  const activities = scripted({
    prepareBatch: async ({ run, proposal }) => {
      inputs.push({ ...(run && { run }), ...(proposal !== undefined && { proposal }) });
      return inputs.length === 1 ? { kind: 'trade', batch } : { kind: 'not-needed', drift: '0.0000' };
    },
    placeOrder: async ({ symbol }) => {
      isPlacing = true;
      await until(async () => hasArrived, 60_000);
      return { symbol, state: 'SUCCESS', filledQuantity: '5', code: null, message: null };
    },
    closeBatch: () => Promise.resolve({ driftAfter: '0.0000', residual: null, paused: null }),
  });
  const taskQueue = randomUUID();
  const worker = await createWorkers({ connection: server.native, taskQueue, ...bundledWorkflows(), activities });
  const id = `p-${randomUUID()}`;
  return worker.runUntil(async () => {
    const client = createRebalanceClient(new Client({ connection: server.connection }), taskQueue);
    await client.ensureRunning({ id, ...LOCK });
    await until(async () => isPlacing, 60_000);
    const answer = await client.requestRebalance({ id, ...LOCK }, 'anna', undefined, asked);
    hasArrived = true;
    if (!answer.ok) throw new Error(answer.message);
    const { outcome } = await answer.rebalance.result();
    return { inputs, outcome };
  });
}

test.each<[string, Asked]>([
  ['a proposal is released', { proposal: 'k2v7pq3d' }],
  ['cash is invested', { run: 'invest_cash' }],
])('%s', async (_what, asked) => {
  expect(await askedWhilePlacing(asked)).toEqual({ inputs: [{}, asked], outcome: 'NOT_NEEDED' });
});
