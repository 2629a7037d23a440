import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { until } from '../../src/local/process/until';
import { command } from '../support/command-line';
import { startSystem, type TestSystem } from '../support/system';
import { unknownOrder } from '../support/unknown-order';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args, '--json');

async function bought(): Promise<string> {
  const id = await system.createPortfolio();
  expect(await run('rebalance', id, '--wait')).toMatchObject({ exit: 0 });
  return id;
}

async function evidenceOf(id: string): Promise<string> {
  return (await createReadEvidence(system)({ portfolioId: id })).hash ?? '';
}

/** One person's `stale declare`. */
async function declare(id: string, order: string, who: string, ...said: string[]) {
  const evidence = ['--evidence', await evidenceOf(id), '--note', 'ticket 4711', '--actor', who];
  return run('stale', 'declare', id, order, ...said, ...evidence);
}

/** Without the alerts, which come when they come. */
const rowsOf = async (id: string) => ({
  portfolio: await system.ledger.findPortfolio(id),
  batches: await system.ledger.listBatches(id),
  audit: (await system.ledger.listAudit(id))
    .filter(({ event }) => event !== 'ALERT')
    .map(({ event, detail }) => [event, detail]),
});

test('two people declare that an order never arrived, and the batch is undone', async () => {
  const id = await bought();
  const order = await unknownOrder(system, id);
  const shown = (await command(system, 'stale', 'show', id)).stdout;
  expect(shown).toContain(
    `autobalancer stale declare ${id} ${order} --never-arrived --evidence ${await evidenceOf(id)}`,
  );
  expect(await declare(id, order, 'kim', '--never-arrived')).toMatchObject({ exit: 0, answer: { state: 'proposed' } });
  const before = await rowsOf(id);
  for (const who of ['kim', ' KIM', 'k i m'])
    expect(await declare(id, order, who, '--never-arrived')).toMatchObject({ exit: 2, error: { code: 'SAME_PERSON' } });
  expect(await rowsOf(id)).toEqual(before);
  expect(await declare(id, order, 'lee', '--never-arrived')).toMatchObject({
    exit: 0,
    answer: { id, clientOrderId: order, state: 'declared' },
  });
  const retry = ['--action', 'retry-reversal', '--note', 'it never arrived', '--evidence', await evidenceOf(id)];
  expect(await run('stale', 'resolve', id, ...retry)).toMatchObject({
    exit: 0,
    answer: { results: [{ status: 'ACTIVE' }] },
  });
  expect((await system.ledger.listBatches(id)).at(-1)).toMatchObject({ state: 'ROLLED_BACK', residual: '0.00' });
  expect((await run('check', id)).exit).toBe(0);
});

test('an order that did not fill as declared shows up in the books, and the positions are adopted', async () => {
  const id = await bought();
  const order = await unknownOrder(system, id);
  for (const who of ['kim', 'lee'])
    expect(await declare(id, order, who, '--filled', '5', '--price', '400.00')).toMatchObject({ exit: 0 });
  expect((await system.ledger.listFills(order.slice(3, 39))).map(({ declared, cash }) => [declared, cash])).toEqual([
    [true, '2000.00'],
  ]);
  // The reversal buys what was never sold.
  const resolve = async (action: string, who = 'kim') =>
    run('stale', 'resolve', id, '--action', action, '--note', 'x', '--evidence', await evidenceOf(id), '--actor', who);
  expect(await resolve('retry-reversal')).toMatchObject({
    exit: 5,
    error: { message: expect.stringContaining('BOOKS_DIFFER') as string },
  });
  expect(await resolve('adopt-positions')).toMatchObject({ exit: 0 });
  expect((await run('check', id)).exit).toBe(0);
});

test('if the broker later shows something else, people and check see it', async () => {
  const id = await bought();
  const order = await unknownOrder(system, id);
  for (const who of ['kim', 'lee']) await declare(id, order, who, '--never-arrived');
  const taken = await system.broker.submitOrder(
    id,
    { clientOrderId: order, symbol: 'META', side: 'SELL', quantity: '5', notional: null },
    { leaveWithinMs: 5_000 },
  );
  expect(taken.kind).toBe('accepted');
  const otherwise = new RegExp(`${order} was declared with nothing filled, and the broker shows filled with 5`);
  const shown = async () => (await run('stale', 'show', id)).answer.evidence as { declaredOtherwise: string[] };
  await until(async () => otherwise.test((await shown()).declaredOtherwise[0] ?? ''), 60_000);
  const evidence = await evidenceOf(id);
  const retry = ['--action', 'retry-reversal', '--note', 'x', '--evidence', evidence];
  expect(await run('stale', 'resolve', id, ...retry)).toMatchObject({
    exit: 5,
    error: { message: expect.stringContaining('DECLARED_OTHERWISE') as string },
  });
  const adopt = ['--action', 'adopt-positions', '--note', 'x', '--evidence', evidence];
  expect(await run('stale', 'resolve', id, ...adopt)).toMatchObject({ exit: 0 });
  expect(JSON.stringify((await run('check', id)).error)).toContain('was declared with 0 shares');
});

test('an impossible declaration is refused with its code, and stores nothing', async () => {
  const [id, other, fresh] = [await bought(), await bought(), await bought()];
  const [order, theirs, young] = [
    await unknownOrder(system, id),
    await unknownOrder(system, other),
    await unknownOrder(system, fresh, 0.5),
  ];
  const [first] = (await system.ledger.listBatches(id))[0]?.orders ?? [];
  const cases: [code: string, portfolio: string, order: string, said: string[]][] = [
    ['ORDER_DEFINITE', id, first?.clientOrderId ?? '', ['--never-arrived']],
    ['ORDER_NOT_FOUND', id, 'ab-nothing', ['--never-arrived']],
    ['ORDER_NOT_FOUND', id, `${order}0`, ['--never-arrived']],
    ['ORDER_OF_ANOTHER_PORTFOLIO', id, theirs, ['--never-arrived']],
    ['QUANTITY_ABOVE_ORDER', id, order, ['--filled', '5.000000001', '--price', '400']],
    ['INVALID_QUANTITY', id, order, ['--filled', '1.0000000001', '--price', '400']],
    ['INVALID_QUANTITY', id, order, ['--filled', '0', '--price', '400']],
    ['INVALID_PRICE', id, order, ['--filled', '5', '--price', '0']],
    ['INVALID_PRICE', id, order, ['--filled', '5', '--price=-1']],
    ['TOO_EARLY', fresh, young, ['--never-arrived']],
    ['USAGE', id, order, []],
    ['USAGE', id, order, ['--filled', '5']],
    ['USAGE', id, order, ['--never-arrived', '--price', '1']],
    ['USAGE', id, order, ['--never-arrived', '--filled', '1', '--price', '1']],
  ];
  const before = [await rowsOf(id), await rowsOf(other), await rowsOf(fresh)];
  for (const [code, portfolio, named, said] of cases)
    expect([code, await declare(portfolio, named, 'kim', ...said)]).toMatchObject([code, { exit: 2, error: { code } }]);
  expect([await rowsOf(id), await rowsOf(other), await rowsOf(fresh)]).toEqual(before);
});

test('an order that the broker shows is settled by asking the broker, not by declaring it', async () => {
  const id = await bought();
  const order = await unknownOrder(system, id);
  await system.broker.submitOrder(
    id,
    { clientOrderId: order, symbol: 'META', side: 'SELL', quantity: '5', notional: null },
    { leaveWithinMs: 5_000 },
  );
  await until(async () => (await system.broker.findOrder(id, order))?.state === 'filled', 60_000);
  expect(await declare(id, order, 'kim', '--never-arrived')).toMatchObject({
    exit: 2,
    error: { code: 'BROKER_SHOWS_IT' },
  });
});
