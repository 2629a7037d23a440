import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { TradingPosition } from '../../src/domain/trading';
import { until } from '../../src/local/until';
import { booksOf, positionsOf, startSystem, type TestSystem } from '../fixtures/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 1_000 });
});
afterAll(() => system.close());

const set = (position: TradingPosition) =>
  system.ledger.setTrading({ position, reason: 'drill' }, { name: 'anna', at: new Date().toISOString() });

test('halted in mid-batch, what has not left is not sent, what filled is reversed, and nothing begins until it is active again', async () => {
  // A cash account: its buys wait for its sells.
  const id = await system.createPortfolio({ margin: false, policy: { cooldownAfterRollbackMs: 0 } });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  const before = await positionsOf(system, id);
  await system.simulator.setPrices({ META: '440.00' });

  const looking = system.lookOnce();
  await until(async () => (await system.ledger.findOpenBatch(id))?.orders[0]?.sentAt != null, 20_000);
  await set('halted');
  expect(await looking).toMatchObject([{ outcome: 'ROLLED_BACK', cause: { code: 'TRADING_HALTED' } }]);
  expect(await positionsOf(system, id)).toBe(before);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  const orders = (await system.ledger.listBatches(id)).at(-1)?.orders ?? [];
  expect(orders.map(({ kind, side, state }) => `${kind} ${side} ${state}`)).toEqual([
    'order SELL ROLLED_BACK',
    'order BUY ERROR',
    'order BUY ERROR',
    'reversal BUY SUCCESS',
  ]);

  expect(await system.lookOnce()).toEqual([]);
  const trigger = { id, lockTtlMs: DEFAULT_POLICY.lockTtlMs };
  const asked = await system.client.priceChanged(trigger, { symbols: ['META'] });
  expect(await asked.result()).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'TRADING_HALTED' } });
  await set('reduce-only');
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REFUSED', refusal: { code: 'TRADING_REDUCE_ONLY' } }]);
  await set('active');
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
}, 60_000);

test('a batch that has begun goes on to its end under reduce-only', async () => {
  const id = await system.createPortfolio({ margin: false });
  await system.lookAt(id);
  await system.simulator.setPrices({ META: '500.00' });
  const looking = system.lookAt(id);
  await until(async () => (await system.ledger.findOpenBatch(id))?.orders[0]?.sentAt != null, 20_000);
  await set('reduce-only');
  expect(await looking).toMatchObject([{ outcome: 'REBALANCED' }]);
  await set('active');
}, 60_000);
