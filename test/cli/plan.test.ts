import type { Order } from '../../src/domain/order';
import { until } from '../../src/local/process/until';
import { letBooksDiffer } from '../support/bought';
import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());
beforeEach(() => prices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' }));

/** Plans of one moment share prices: the worker asks for these, so that no batch rests on those of the test before. */
async function prices(set: Record<string, string>): Promise<void> {
  await system.simulator.setPrices(set);
  await system.market.latestPrices(Object.keys(set));
}

const run = (...args: string[]) => command(system, ...args);

/** What the ledger stored of the latest batch before anything was sent. */
async function intents(id: string) {
  const opened = (await system.ledger.listAudit(id)).filter(({ event }) => event === 'BATCH_OPENED').at(-1);
  const { execution, driftBefore, orders } = opened?.detail as {
    execution: string;
    driftBefore: string;
    orders: Order[];
  };
  const sized = orders.map(({ symbol, side, quantity, notional }) => ({ symbol, side, quantity, notional }));
  return { execution, drift: driftBefore, orders: sized };
}

test.each([
  ['a margin account', { margin: true }],
  ['a cash account', { margin: false }],
  [
    'a policy of its own',
    { policy: { driftMode: 'absolute', driftThreshold: '1.0000', cashReserve: '10.0000' } as const },
  ],
])('a plan is what the batch then intends: %s', async (_what, some) => {
  const id = await system.createPortfolio(some);
  const first = await run('plan', id, '--json');
  expect(first).toMatchObject({ exit: 0, answer: { ok: true, decision: 'trade', obstacle: null } });
  expect(await run('rebalance', id, '--wait')).toMatchObject({ exit: 0 });
  expect(await intents(id)).toEqual(first.answer.plan);
  expect((await run('plan', id, '--json')).answer).toMatchObject({ decision: 'not-needed', plan: null });

  await prices({ META: '452.37' });
  const second = await run('plan', id, '--json');
  expect(await run('rebalance', id, '--wait')).toMatchObject({ exit: 0 });
  expect(await intents(id)).toEqual(second.answer.plan);
});

test('a plan changes nothing, not even when a deposit could be booked', async () => {
  const id = await system.createPortfolio();
  await system.simulator.changeAccount(id, { cash: '120000.00' });
  const rows = async () => [await system.ledger.findPortfolio(id), await system.ledger.listAudit(id)];
  const before = await rows();
  const { answer } = await run('plan', id, '--json');
  expect(await rows()).toEqual(before);
  await run('rebalance', id, '--wait');
  expect(await intents(id)).toEqual(answer.plan);
});

test('a STALE portfolio has a plan too, with the reason why it is not carried out', async () => {
  const id = await system.createPortfolio();
  const { answer } = await run('plan', id, '--json');
  const by = { name: 'test', at: new Date().toISOString() };
  await system.ledger.markStale(id, { reason: 'REVERSAL_EXHAUSTED', cause: null, fills: [] }, by);
  const stale = await run('plan', id, '--json');
  expect(stale).toMatchObject({
    exit: 0,
    answer: { status: 'STALE', decision: 'refused', obstacle: { code: 'PORTFOLIO_STALE' } },
  });
  expect(stale.answer.plan).toEqual(answer.plan);
  expect((await run('plan', id)).stdout).toMatch(/PORTFOLIO_STALE.*REVERSAL_EXHAUSTED[^]*BUY +META/);
});

test('a frozen portfolio has a plan too', async () => {
  const id = await system.createPortfolio();
  const { answer } = await run('plan', id, '--json');
  await system.ledger.freeze(id, { actor: 'test', reason: 'x' }, { name: 'test', at: new Date().toISOString() });
  const frozen = await run('plan', id, '--json');
  expect(frozen.answer).toMatchObject({ decision: 'refused', obstacle: { code: 'PORTFOLIO_STALE' } });
  expect(frozen.answer.plan).toEqual(answer.plan);
});

test('while a batch is open nothing is planned: it is settled first', async () => {
  const id = await system.createPortfolio();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'META', operation: 'submit' },
    effect: { kind: 'never-fill' },
  });
  await run('rebalance', id);
  await until(async () => (await system.ledger.findOpenBatch(id)) !== undefined, 60_000);
  expect(await run('plan', id, '--json')).toMatchObject({
    exit: 0,
    answer: { decision: 'settle-first', obstacle: { code: 'BATCH_OPEN' }, plan: null },
  });
  await system.temporal.workflow.getHandle(`rebalance-${id}`).cancel();
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
});

test('books that differ are reported, with the difference', async () => {
  const id = await system.createPortfolio();
  await run('rebalance', id, '--wait');
  await letBooksDiffer(system, id);
  expect((await run('plan', id, '--json')).answer).toMatchObject({
    decision: 'books-differ',
    obstacle: { code: 'BOOKS_DIFFER', message: expect.stringMatching(/META: ledger [\d.]+, broker 1/) as string },
  });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE' });
});
