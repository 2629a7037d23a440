import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createRebalanceClient } from '../../src/client';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { until } from '../../src/local/process/until';

test('a portfolio is listed as running while it has a run on this queue, and not any more once that ended', async () => {
  const connection = await Connection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS ?? '' });
  const temporal = new Client({ connection });
  const client = createRebalanceClient(temporal, `q-${randomUUID()}`);
  const other = createRebalanceClient(temporal, `q-${randomUUID()}`);
  const [id, elsewhere] = [`p-${randomUUID()}`, `p-${randomUUID()}`];
  const listed = async () => [...(await client.listRunning())];
  expect(await listed()).toEqual([]);
  await other.ensureRunning({ id: elsewhere, lockTtlMs: 60_000 });
  for (const _time of [1, 2]) await client.ensureRunning({ id, lockTtlMs: 60_000 });
  await until(async () => (await listed()).length === 1, 60_000);
  expect(await listed()).toEqual([id]);
  for (const one of [id, elsewhere]) await temporal.workflow.getHandle(rebalanceWorkflowId(one)).terminate();
  await until(async () => (await listed()).length === 0, 60_000);
  await connection.close();
});
