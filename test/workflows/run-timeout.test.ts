import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { createRebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { until } from '../../src/local/process/until';
import { createWorkers } from '../../src/temporal/workers';
import { bundledWorkflows } from '../support/bundled-workflows';
import { connectToDevServer } from '../support/dev-server-connections';
import { batch, HOUR, scripted } from '../support/scripted-steps';
import { fastForward } from '../support/virtual-clock';

// The time-skipping server does not start a run again whose timeout has passed; the dev server does, on a clock of the run's own.

const server = connectToDevServer();

test('a run that hangs for seven hours is replaced under the same id, and what it left is settled first', async () => {
  const asked: string[] = [];
  const resultOf = (symbol: string) =>
    symbol === 'META'
      ? ({ symbol, state: 'SUCCESS', filledQuantity: '5', code: null, message: null } as const)
      : ({ symbol, state: 'ERROR', filledQuantity: '0', code: 'OTHER', message: 'no' } as const);
  let runs = 0;
  const activities = scripted({
    prepareBatch: () => {
      runs += 1;
      asked.push(`prepare ${runs}`);
      return Promise.resolve(
        // The first one waits for longer than a run may take.
        { kind: 'leftover', batch, waitMs: runs === 1 ? 10 * HOUR : 0 },
      );
    },
    reconcileOrder: ({ symbol }) => Promise.resolve(resultOf(symbol)),
    reverseOrder: ({ symbol }) => {
      asked.push(`reverse ${symbol}`);
      return Promise.resolve({ kind: 'reversed' });
    },
    closeBatch: ({ state }) => {
      asked.push(`close ${state}`);
      return Promise.resolve({ driftAfter: '6.4708', residual: '0.00', paused: null });
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorkers({
    connection: server.native,
    taskQueue,
    ...bundledWorkflows(),
    activities,
  });
  const id = `p-${randomUUID()}`;
  const temporal = new Client({ connection: server.connection });
  await worker.runUntil(async () => {
    const client = createRebalanceClient(temporal, taskQueue);
    const running = await client.priceChanged({ id, lockTtlMs: 6 * HOUR }, { symbols: ['META'] });
    await until(async () => asked.includes('prepare 1'), 60_000);
    const hung = await temporal.workflow.getHandle(rebalanceWorkflowId(id)).describe();
    await fastForward(server.connection, hung, 8 * HOUR);
    expect(await running.result()).toMatchObject({ outcome: 'ROLLED_BACK' });
    const recovery = await temporal.workflow.getHandle(rebalanceWorkflowId(id)).describe();
    expect(recovery.runId).not.toBe(hung.runId);
    expect(recovery.raw.workflowExecutionInfo?.firstRunId).toBe(hung.runId);
    const hours = (recovery.startTime.getTime() - hung.startTime.getTime()) / HOUR;
    expect(hours).toBeGreaterThanOrEqual(7);
  });
  expect(asked).toEqual(['prepare 1', 'prepare 2', 'reverse META', 'close ROLLED_BACK']);
});
