import type { Deps } from '../../src/activities/deps';
import { confirmFill } from '../../src/activities/order/confirm-fill';
import type { BrokerFill, BrokerOrder } from '../../src/broker/broker';
import { NO_NEWS } from '../../src/broker/order-news';
import type { Batch } from '../../src/domain/batch';
import { type Order } from '../../src/domain/order';

/** What the executions say of our order for ten shares, which somebody replaced when four of them had filled. */
function confirmed(...executions: [brokerOrderId: string, quantity: string][]): Promise<BrokerOrder | undefined> {
  const order = { clientOrderId: 'ours', kind: 'order', side: 'BUY', quantity: '10' } as Order;
  const batch = { accountId: 'a', marketTime: '2026-03-02T15:00:00.000Z', orders: [order] } as unknown as Batch;
  const seen = { clientOrderId: 'ours', brokerOrderId: 'second', replacedIds: ['first'], state: 'open' } as unknown;
  const fills = executions.map(
    ([brokerOrderId, quantity]) => ({ brokerOrderId, quantity, price: '100' }) as BrokerFill,
  );
  const deps = {
    monotonicMs: () => 0,
    sleep: () => Promise.resolve(),
    current: () => ({ signal: new AbortController().signal }),
    broker: { listFills: () => Promise.resolve(fills) },
  } as unknown as Deps;
  return confirmFill(deps, { batch, order, watch: NO_NEWS.watch('ours') }, seen as BrokerOrder, 0);
}

test('what an order filled before somebody replaced it counts', async () => {
  expect(await confirmed(['first', '4'], ['second', '6'], ['another', '10'])).toMatchObject({ filledQuantity: '10' });
  // The one that took its place filled as much as was ordered, beside what had filled.
  expect(await confirmed(['first', '4'], ['second', '10'])).toBeUndefined();
  expect(await confirmed(['second', '6'])).toBeUndefined();
});
