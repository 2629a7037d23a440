// What one rebalance asks of broker, database and Temporal when nothing fails: more of it is slower, and has to be meant.

import { Client } from 'pg';
import { observedWire } from '../../src/broker/alpaca/observed-wire';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { startSystem, type TestSystem } from '../support/system';

const calls: string[] = [];
let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ wire: observedWire(({ call }) => calls.push(call)) });
});
afterAll(() => system.close());

const ORDERS = 3;
const ABOUT_ORDERS = ['POST orders', 'GET orders:by_client_order_id'];

async function rebalance(id: string) {
  const { result, runId } = await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: [] });
  expect(await result()).toMatchObject({ outcome: 'REBALANCED' });
  return runId;
}

/** Whatever writes leaves its audit rows in the same transaction. */
async function transactionsOf(id: string): Promise<number> {
  const client = new Client({ connectionString: system.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ count: string }>(
    'SELECT count(DISTINCT xmin::text) FROM audit WHERE portfolio_id = $1',
    [id],
  );
  await client.end();
  return Number.parseInt(rows[0]?.count ?? '', 10);
}

test('a rebalance of three orders asks no more than it has to', async () => {
  const id = await system.createPortfolio();
  await rebalance(id);
  const before = await transactionsOf(id);
  await system.simulator.setPrices({ META: '440.00' });
  calls.length = 0;
  const runId = await rebalance(id);

  const aboutOrders = calls.filter((call) => ABOUT_ORDERS.includes(call));
  expect(aboutOrders.length).toBeLessThanOrEqual(4 * ORDERS);
  // Account, positions and open orders, prices before and after, the clock, and the executions until all are there.
  const aboutTheBatch = calls.filter((call) => !ABOUT_ORDERS.includes(call) && call !== 'GET activities');
  expect(aboutTheBatch).toHaveLength(6);
  // One opens the batch, each order has one before its POST and one for its end, and one closes the batch.
  expect((await transactionsOf(id)) - before).toBe(2 + 2 * ORDERS);
  const { historyLength } = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id), runId).describe();
  expect(historyLength).toBeLessThanOrEqual(EVENTS_MAX);
});

/** 21 when the orders end together; each that ends alone has a workflow task of its own, which is three events. */
const EVENTS_MAX = 21 + 3 * (ORDERS - 1);
