// What one rebalance asks of broker, database and Temporal when nothing fails: more of it is slower, and has to be meant.

import { Client } from 'pg';
import { observedWire } from '../../src/broker/alpaca/observed-wire';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { decimal } from '../../src/domain/money';
import { until } from '../../src/local/process/until';
import { startSystem, type TestSystem } from '../support/system';

const calls: string[] = [];
let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ wire: observedWire(({ call }) => calls.push(call)) });
});
afterAll(() => system.close());

/** Account, positions and open orders, prices, the clock. Assets are known from the batch before. */
const TO_PLAN = ['GET account', 'GET clock', 'GET orders', 'GET positions', 'GET snapshots'];
const TEN = ['META', 'AAPL', 'MSFT', 'AMD', 'BAC', 'CVX', 'HD', 'JNJ', 'KO', 'PG'];

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

test.each([
  ['three', undefined, 3, 9],
  ['ten', TEN.map((symbol) => ({ symbol, percent: '10.0000' })), 10, 22],
] as const)('a rebalance of %s orders asks no more than it has to', async (_, targets, orders, callsMax) => {
  const id = await system.createPortfolio(targets && { targets: [...targets] });
  await until(async () => system.news.isLive(), 15_000);
  await rebalance(id);
  const numbers: number[] = [];
  // Beside other work, orders that end together may be told of one by one, and each is confirmed by itself.
  while (numbers.length < 3 && !numbers.some((number) => number <= callsMax)) {
    const before = await transactionsOf(id);
    const { META = '' } = await system.simulator.prices();
    await system.simulator.setPrices({ META: decimal(META).times('1.2').toFixed(2) });
    calls.length = 0;
    const runId = await rebalance(id);

    numbers.push(calls.length);
    expect(calls.filter((call) => call === 'POST orders')).toHaveLength(orders);
    // What was told of is confirmed by the executions, which are asked for once for all that is told of together.
    const toConfirm = calls.filter((call) => call === 'GET activities' || call === 'GET orders:by_client_order_id');
    expect(calls.length - orders - toConfirm.length).toBe(TO_PLAN.length);
    expect(calls).toEqual(expect.arrayContaining(TO_PLAN));
    // One opens the batch, each order has one before its POST and one for its end, and one closes the batch.
    expect((await transactionsOf(id)) - before).toBe(2 + 2 * orders);
    const { historyLength } = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id), runId).describe();
    expect(historyLength).toBeLessThanOrEqual(eventsMax(orders));
  }
  expect(Math.min(...numbers)).toBeLessThanOrEqual(callsMax);
});

/** 15 and two for each order when the orders end together; each that ends alone has a workflow task of its own, which is three events. */
function eventsMax(orders: number): number {
  return 15 + 2 * orders + 3 * (orders - 1);
}
