import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import type { TradingPosition } from '../../src/domain/kill-switch';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { booksOf, positionsOf, startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 1_000 });
});
afterAll(() => system.close());
afterEach(() => set('active'));

const set = (position: TradingPosition, undo = false) =>
  system.ledger.setTrading({ position, reason: 'drill', undo }, { name: 'anna', at: new Date().toISOString() });

/** A batch of a cash account, whose buys wait for its sells, of which the sell has left. */
async function inMidBatch() {
  const id = await system.createPortfolio({ margin: false, policy: { cooldownAfterRollbackMs: 0 } });
  await system.simulator.setPrices({ META: '400.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  const before = await positionsOf(system, id);
  await system.simulator.setPrices({ META: '440.00' });
  const looking = system.lookAt(id);
  await until(async () => (await system.ledger.findOpenBatch(id))?.orders[0]?.sentAt != null, 60_000);
  return { id, before, looking };
}

test('halted in mid-batch, nothing more is sent: what filled is held, and a person completes it once trading is active again', async () => {
  const { id, before, looking } = await inMidBatch();
  await set('halted');
  expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'HELD', cause: { code: 'HELD' } }]);
  const orders = async () =>
    ((await system.ledger.listBatches(id)).at(-1)?.orders ?? []).map(
      ({ kind, side, state }) => `${kind} ${side} ${state}`,
    );
  expect(await orders()).toEqual(['order SELL SUCCESS', 'order BUY ERROR', 'order BUY ERROR']);
  expect(await positionsOf(system, id)).not.toBe(before);

  const evidence = await createReadEvidence(system)({ portfolioId: id });
  expect(evidence.costs).toMatchObject({
    rollback: { residual: expect.stringMatching(/^-?0\.[0-9]{2}$/) as string, beyond: [] },
    complete: {
      orders: [
        { side: 'BUY', symbol: 'AAPL' },
        { side: 'BUY', symbol: 'MSFT' },
      ],
    },
  });
  const complete = { action: 'complete', actor: 'anna', note: 'drill', evidence: evidence.hash ?? '' } as const;
  // Also a person's decision about one portfolio waits for the switch.
  expect(await system.client.resolve(id, complete)).toMatchObject({ verdict: { status: 'STALE' } });
  expect((await orders()).filter((order) => order === 'order BUY SUCCESS')).toEqual([]);
  await set('active');
  expect(await system.client.resolve(id, complete)).toMatchObject({ verdict: { status: 'ACTIVE' } });
  expect((await system.ledger.listBatches(id)).at(-1)).toMatchObject({ state: 'ADJUSTED' });
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
});

test('halted in mid-batch with `undo`, what filled is reversed, and nothing begins until it is active again', async () => {
  const { id, before, looking } = await inMidBatch();
  await set('halted', true);
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

  expect(await system.lookAt(id)).toEqual([]);
  const trigger = { id, lockTtlMs: DEFAULT_POLICY.lockTtlMs };
  const asked = await system.client.priceChanged(trigger, { symbols: ['META'] });
  expect(await asked.result()).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'TRADING_HALTED' } });
  await set('reduce-only');
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REFUSED', refusal: { code: 'TRADING_REDUCE_ONLY' } }]);
  await set('active');
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
});

test('a batch that has begun continues to its end under reduce-only', async () => {
  const id = await system.createPortfolio({ margin: false });
  await system.simulator.setPrices({ META: '400.00' });
  await system.lookAt(id);
  await system.simulator.setPrices({ META: '500.00' });
  const looking = system.lookAt(id);
  await until(async () => (await system.ledger.findOpenBatch(id))?.orders[0]?.sentAt != null, 60_000);
  await set('reduce-only');
  expect(await looking).toMatchObject([{ outcome: 'REBALANCED' }]);
  await set('active');
});
