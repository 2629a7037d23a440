import { measureDrift, priceBySymbol, pricePortfolio, symbolsOf } from '../../src/domain/drift';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { NO_FUNDS } from '../support/bought';
import { booksOf, positionsOf, startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 300 });
});
afterAll(() => system.close());
beforeEach(() => system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' }));
afterEach(async () => {
  await system.simulator.clearFaults();
  for (const { id } of await system.ledger.portfolioVersions())
    await system.ledger.setStatus(
      id,
      { from: ['ACTIVE', 'PAUSED'], to: 'CLOSED', reason: null },
      { name: 'test', at: new Date().toISOString() },
    );
});

/** The drift that the broker's own positions show. */
async function driftAtBroker(id: string) {
  const { positions, cash } = await system.broker.account(id);
  const seen = { targets: THIRDS, holdings: positions, cash };
  const latest = await system.market.latestPrices(symbolsOf(seen));
  const priced = pricePortfolio(seen, priceBySymbol(latest));
  if ('missing' in priced) throw new Error(priced.missing);
  return measureDrift(priced, DEFAULT_POLICY);
}

async function bought(some: Parameters<TestSystem['createPortfolio']>[0] = {}): Promise<string> {
  const id = await system.createPortfolio(some);
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  return id;
}

/** The same numbers for the same seed: a linear congruential generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

async function submitsOf(id: string) {
  return (await system.simulator.journal()).filter((entry) => entry.kind === 'submit' && entry.accountId === id);
}

test('simple rebalancing keeps the target distribution', async () => {
  const id = await bought();
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  expect((await driftAtBroker(id)).exceeds).toBe(false);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  expect(await submitsOf(id)).toHaveLength(6);
});

test('no rebalancing while prices are stable', async () => {
  const id = await bought();
  await system.simulator.setPrices({ META: '404.00', MSFT: '416.00' });
  expect(await system.lookOnce()).toEqual([]);
  expect(await submitsOf(id)).toHaveLength(3);
});

test.each([
  ['dear and worthless', { META: '600000.00', AAPL: '0.0100' }],
  ['all but worthless', { META: '0.0001', AAPL: '0.0001', MSFT: '0.0002' }],
  ['all dear', { META: '600000.00', AAPL: '500000.00', MSFT: '100000.00' }],
])('extreme price levels: %s', async (_what, prices) => {
  const id = await bought();
  await system.simulator.setPrices(prices);
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  expect((await driftAtBroker(id)).exceeds).toBe(false);
});

test('200 random price changes with checkpoints', async () => {
  const id = await bought();
  const seed = 20260105;
  await changePricesAtRandom(id, seed).catch((cause: unknown) => {
    throw new Error(`failed with seed ${seed}`, { cause });
  });
});

async function changePricesAtRandom(id: string, seed: number): Promise<void> {
  const random = seeded(seed);
  const prices = { META: 40000, AAPL: 19000, MSFT: 42000 };
  let rebalances = 0;
  for (let change = 1; change <= 200; change += 1) {
    const symbol = (['META', 'AAPL', 'MSFT'] as const)[random() % 3] ?? 'META';
    prices[symbol] = Math.max(100, Math.round((prices[symbol] * (970 + (random() % 61))) / 1000));
    await system.simulator.setPrices({
      [symbol]: `${Math.floor(prices[symbol] / 100)}.${String(prices[symbol] % 100).padStart(2, '0')}`,
    });
    const outcomes = await system.lookOnce();
    rebalances += outcomes.length;
    for (const outcome of outcomes) expect(outcome.outcome).toBe('REBALANCED');
    if (change % 20 !== 0) continue;
    expect((await driftAtBroker(id)).exceeds).toBe(false);
    const books = await booksOf(system, id);
    expect(books.ledger).toEqual(books.broker);
  }
  expect(rebalances).toBeGreaterThan(3);
}

test('a buy is posted before the first sell fills in a margin account', async () => {
  const id = await bought();
  const before = (await system.simulator.journal()).length;
  await system.simulator.setPrices({ META: '440.00' });
  await system.lookOnce();
  const entries = (await system.simulator.journal()).slice(before).filter((entry) => entry.accountId === id);
  const firstBuy = entries.findIndex((entry) => entry.kind === 'submit' && entry.side === 'BUY');
  const firstSellFill = entries.findIndex((entry) => entry.kind === 'fill' && entry.side === 'SELL');
  expect(firstBuy).toBeGreaterThanOrEqual(0);
  expect(firstSellFill).toBeGreaterThan(firstBuy);
});

test('a cash account sells, waits for the fills, and then buys for dollars', async () => {
  const id = await bought({ margin: false });
  const before = (await system.simulator.journal()).length;
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  const entries = (await system.simulator.journal()).slice(before).filter((entry) => entry.accountId === id);
  const lastSellFill = entries.findLastIndex((entry) => entry.kind === 'fill' && entry.side === 'SELL');
  const firstBuy = entries.findIndex((entry) => entry.kind === 'submit' && entry.side === 'BUY');
  expect(firstBuy).toBeGreaterThan(lastSellFill);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
});

test('concurrent rebalances are prevented by the lock: 200 racing triggers make one batch', async () => {
  const id = await system.createPortfolio();
  const trigger = { id, lockTtlMs: DEFAULT_POLICY.lockTtlMs };
  const started = await Promise.all(
    Array.from({ length: 200 }, () => system.client.priceChanged(trigger, { symbols: ['META'] })),
  );
  await Promise.all(started.map((one) => one.result()));
  expect(await system.ledger.listBatches(id)).toHaveLength(1);
  expect(await submitsOf(id)).toHaveLength(3);
});

test('if several people ask at the same moment, one is accepted and the others are refused at once', async () => {
  const id = await system.createPortfolio();
  const trigger = { id, lockTtlMs: DEFAULT_POLICY.lockTtlMs };
  const answers = await Promise.all(
    ['anna', 'bob', 'cleo'].map((actor) => system.client.requestRebalance(trigger, actor)),
  );
  const accepted = answers.filter((answer) => answer.ok);
  expect(accepted).toHaveLength(1);
  const refused = { ok: false, refusal: 'REBALANCE_RUNNING', rebalance: { runId: accepted[0]?.rebalance.runId } };
  expect(answers.filter((answer) => !answer.ok)).toMatchObject([refused, refused]);
  for (const answer of answers) if (answer.ok) await answer.rebalance.result();
  expect(await submitsOf(id)).toHaveLength(3);
});

test('lock released after completion', async () => {
  const id = await bought();
  const { status } = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id)).describe();
  expect(status.name).toBe('COMPLETED');
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
});

test('rollback on partial failure leaves the holdings as before, and the lock is released after failure', async () => {
  const id = await bought();
  const before = await positionsOf(system, id);
  await system.simulator.addFault({
    match: { symbol: 'MSFT', side: 'BUY', operation: 'submit' },
    effect: NO_FUNDS,
    times: 1,
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([
    { outcome: 'ROLLED_BACK', cause: { code: 'INSUFFICIENT_FUNDS', symbol: 'MSFT' } },
  ]);
  expect(await positionsOf(system, id)).toBe(before);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  const { status } = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id)).describe();
  expect(status.name).toBe('COMPLETED');
});

test('stale state when rollback fails blocks later operations', async () => {
  const id = await bought({ policy: { reversalRetries: 1, reversalDelayMs: 1_000 } });
  // An order that ends later than the others have left: after a refusal at once they would not leave.
  await system.simulator.addFault({
    match: { symbol: 'MSFT', side: 'BUY', operation: 'submit' },
    effect: { kind: 'partial-fill', fraction: '0', afterwards: 'cancel' },
    times: 1,
  });
  await system.simulator.addFault({
    match: { kind: 'reversal', symbol: 'META', operation: 'submit' },
    effect: NO_FUNDS,
    times: 9,
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'STALE', reason: 'REVERSAL_EXHAUSTED' }]);
  expect((await system.ledger.findPortfolio(id))?.status).toBe('STALE');
  await system.simulator.clearFaults();
  const asked = await system.client.requestRebalance({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, 'anna');
  expect(asked).toMatchObject({ ok: false, refusal: 'PORTFOLIO_STALE' });
});

test('expired lock acquired automatically: a run that hangs is stopped by its TTL, rolls back and makes room for the next', async () => {
  const id = await bought({ policy: { lockTtlMs: 3_000, cooldownAfterRollbackMs: 0 } });
  const before = await positionsOf(system, id);
  await system.simulator.addFault({
    match: { symbol: 'MSFT', operation: 'submit' },
    effect: { kind: 'never-fill' },
    times: 1,
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'ROLLED_BACK', cause: { code: 'TTL_EXPIRED' } }]);
  expect(await positionsOf(system, id)).toBe(before);
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
});

test('an order whose answer is lost is found again, not sent twice', async () => {
  const id = await bought();
  await system.simulator.addFault({
    match: { symbol: 'META', operation: 'submit' },
    effect: { kind: 'lose-answer' },
    times: 1,
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookOnce()).toMatchObject([{ outcome: 'REBALANCED' }]);
  const accepted = (await submitsOf(id)).filter((entry) => entry.symbol === 'META' && (entry.status ?? 500) < 300);
  expect(accepted).toHaveLength(2);
});

test('a clean rebalance keeps the history budget', async () => {
  const id = await bought();
  const { events } = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id)).fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
  const others = (events ?? []).filter(
    (event) =>
      !event.workflowTaskCompletedEventAttributes &&
      !event.workflowTaskScheduledEventAttributes &&
      !event.workflowTaskStartedEventAttributes,
  );
  expect(others.length).toBeLessThanOrEqual(7 + 3 * 3);
  expect(tasks.length).toBeLessThanOrEqual(3 + 2);
});
