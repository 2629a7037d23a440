// Whose turn it is when workers are short: what undoes comes before what is new, and people do not wait behind what trades. The steps are
// scripted: what is under test is what the server hands out, and in which order.

import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createRebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { REBALANCE_ACTOR } from '../../src/domain/stale';
import { until as untilWithin } from '../../src/local/process/until';
import { bundledWorkflows } from '../support/bundled-workflows';
import { quietTemporal } from '../support/quiet-temporal';
import { batch, HOUR, scripted } from '../support/scripted-steps';

quietTemporal();

const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
const until = (condition: () => boolean | Promise<boolean>) => untilWithin(async () => condition(), 60_000);
/** Of gRPC's TaskQueueType. */
const ACTIVITIES = 2;
let connection: Connection;
let native: NativeConnection;
beforeAll(async () => {
  [connection, native] = [await Connection.connect({ address }), await NativeConnection.connect({ address })];
});
afterAll(async () => {
  await connection.close();
  await native.close();
});

async function running<T>(options: Omit<WorkerOptions, 'connection'>[], work: () => Promise<T>): Promise<T> {
  const workers = await Promise.all(options.map((one) => Worker.create({ connection: native, ...one })));
  const ends = workers.map((worker) => worker.run());
  try {
    return await work();
  } finally {
    for (const worker of workers) worker.shutdown();
    await Promise.all(ends);
  }
}

test('a reversal that is scheduled last goes to a worker before new orders that wait', async () => {
  const [undone = '', ...others] = Array.from({ length: 5 }, () => `p-${randomUUID()}`);
  const taskQueue = randomUUID();
  const temporal = new Client({ connection });
  const client = createRebalanceClient(temporal, taskQueue);
  const begun: string[] = [];
  let [othersWait, reversalWaits] = [false, false];
  const activities = scripted({
    prepareBatch: async ({ portfolioId }) => ({ kind: 'trade', batch: { ...batch, batchId: portfolioId } }),
    // There is one slot. The last order of the first batch keeps it until the others have theirs in the queue, and the next one until
    // the reversal is behind all of them.
    placeOrder: async ({ batchId, symbol }) => {
      begun.push(batchId === undone ? 'undone' : 'other');
      await until(() => (batchId === undone ? begun.length === 1 || othersWait : reversalWaits));
      const order = { symbol, code: null, message: null } as const;
      return batchId === undone && begun.length > 1
        ? { ...order, state: 'ERROR', filledQuantity: '0', code: 'NOT_TRADABLE', message: 'halted' }
        : { ...order, state: 'SUCCESS', filledQuantity: '5' };
    },
    reverseOrder: async () => {
      begun.push('reversal');
      return { kind: 'reversed' };
    },
    closeBatch: async () => ({ driftAfter: '0.0000', residual: '0.00', paused: null }),
  });
  const workflows = { taskQueue, ...bundledWorkflows(), activities, enableNonLocalActivities: false };
  const orders = { taskQueue, activities, maxConcurrentActivityTaskExecutions: 1 };
  const scheduled = async (id: string, name: string) => {
    const { raw } = await temporal.workflow.getHandle(rebalanceWorkflowId(id)).describe();
    return (raw.pendingActivities ?? []).filter((one) => one.activityType?.name === name).length;
  };
  const firstInQueue = async () => {
    const asked = {
      namespace: 'default',
      taskQueue: { name: taskQueue },
      taskQueueType: ACTIVITIES,
      reportStats: true,
    };
    const { statsByPriorityKey } = await connection.workflowService.describeTaskQueue(asked);
    return Number(statsByPriorityKey['1']?.approximateBacklogCount ?? 0);
  };
  const start = (id: string) => client.priceChanged({ id, lockTtlMs: HOUR }, { symbols: [] });
  await running([workflows, orders], async () => {
    const first = await start(undone);
    await until(() => begun.length === 2);
    const rest = await Promise.all(others.map(start));
    for (const id of others) await until(async () => (await scheduled(id, 'placeOrder')) === 2);
    othersWait = true;
    // It is in the history a moment before it is in the queue.
    await until(async () => begun.includes('reversal') || (await firstInQueue()) === 1);
    reversalWaits = true;
    expect(await first.result()).toMatchObject({ outcome: 'ROLLED_BACK' });
    for (const one of rest) expect(await one.result()).toMatchObject({ outcome: 'REBALANCED' });
  });
  expect(begun).toHaveLength(11);
  // One of the others may have been handed out before the reversal was scheduled.
  expect(begun.indexOf('reversal')).toBeLessThanOrEqual(3);
});

test('freezes and resolves are handled while all rebalance workers are full', async () => {
  const taskQueue = randomUUID();
  const temporal = new Client({ connection });
  const client = createRebalanceClient(temporal, taskQueue);
  const [id, damaged] = [`p-${randomUUID()}`, `p-${randomUUID()}`];
  const alerts: string[] = [];
  const evidence = { cause: null, batch: null, positions: [], cash: null, openOrders: [], brokerProblem: null };
  const activities = scripted({
    prepareBatch: async ({ portfolioId }) =>
      portfolioId === damaged
        ? { kind: 'stale', reason: 'BOOKS_DIFFER', message: 'META: ledger 5, broker 0' }
        : { kind: 'refused', refusal: { code: 'STOPPED', detail: '' }, drift: null },
    recordFreeze: async () => true,
    markStale: async () => true,
    sendStaleSignal: async ({ portfolioId, reason, run = '' }) => {
      const handle = temporal.workflow.getHandle(rebalanceWorkflowId(portfolioId));
      await handle.signal('stale', { actor: REBALANCE_ACTOR, reason, run });
      return 'signalled';
    },
    readEvidence: async () => ({ ...evidence, reason: 'FROZEN', hash: null, reopensInMs: null }),
    sendAlert: async ({ eventId }) => {
      alerts.push(eventId);
      return 'sent';
    },
    takeOverStale: async () => ({ batch: null, waitMs: 0, askUntil: '' }),
    endStale: async () => ({ status: 'ACTIVE', message: 'it is' }),
  });
  const rebalances = { taskQueue, ...bundledWorkflows(), activities };
  const people = { taskQueue: `${taskQueue}-people`, ...bundledWorkflows(), activities };
  await running([rebalances, people], async () => {
    await client.priceChanged({ id: damaged, lockTtlMs: HOUR }, { symbols: [] });
    await until(async () => (await client.whatRuns(damaged)) === 'hold');
  });
  // The other worker of the process is not there: its places are all taken.
  await running([people], async () => {
    await until(async () => {
      const asked = { namespace: 'default', taskQueue: { name: people.taskQueue }, taskQueueType: 1 };
      return ((await connection.workflowService.describeTaskQueue(asked)).pollers ?? []).length > 0;
    });
    await client.freeze({ id, lockTtlMs: HOUR }, { actor: 'anna', reason: 'a drill' });
    await until(async () => (await client.whatRuns(id)) === 'hold');
    await until(() => alerts.length === 1);
    await client.callPerson({ eventId: `event-${id}`, portfolioId: id, text: 'a call' });
    await until(() => alerts.includes(`event-${id}`));
    const release = { action: 'release', actor: 'anna', note: 'over' } as const;
    for (const one of [id, damaged])
      expect(await client.resolve(one, release)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  });
});
