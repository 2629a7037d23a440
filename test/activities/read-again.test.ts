import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { FaultInput } from '../../src/simulator/engine/faults';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// One answer of the broker that differs from the books is no reason to hold a portfolio: it is asked again.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

/** Its batch is closed, and nothing of it was sent. */
async function atRest(): Promise<OpenedBatch> {
  const batch = await openBatch(hand);
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  return batch;
}

const showWrong = ({ accountId }: OpenedBatch, how: 'empty' | 'missing' | 'digit', times = 1) =>
  hand.simulator.addFault({
    match: { accountId, operation: 'read' },
    effect: { kind: 'wrong-positions', how },
    times,
  } satisfies FaultInput);

const read = ({ steps, portfolioId }: OpenedBatch, differed: number) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false, differed });

const auditOf = async ({ ledger, portfolioId }: OpenedBatch) =>
  (await ledger.listAudit(portfolioId)).filter(({ event }) => event === 'BOOKS_DIFFERED').map(({ detail }) => detail);

test.each(['empty', 'missing', 'digit'] as const)(
  'positions that are shown wrong once (%s) are read again',
  async (how) => {
    const batch = await atRest();
    await showWrong(batch, how);
    expect(await read(batch, 0)).toMatchObject({ kind: 'differs', waitMs: 10_000 });
    expect(await auditOf(batch)).toMatchObject([{ read: 1, difference: expect.stringContaining('AAPL') as string }]);
    expect((await read(batch, 1)).kind).not.toMatch(/differs|stale/);
  },
);

test('positions that differ four times, the last after five minutes, make the portfolio STALE', async () => {
  const batch = await atRest();
  await showWrong(batch, 'missing', 4);
  const waits: number[] = [];
  for (let differed = 0; differed < 3; differed += 1) {
    const answer = await read(batch, differed);
    waits.push(answer.kind === 'differs' ? answer.waitMs : Number.NaN);
  }
  expect(waits).toEqual([10_000, 50_000, 240_000]);
  expect(await read(batch, 3)).toMatchObject({ kind: 'stale', reason: 'BOOKS_DIFFER' });
  expect(await auditOf(batch)).toMatchObject([{ read: 1 }, { read: 2 }, { read: 3 }, { read: 4 }]);
});

test('a read that the lock would hardly live to see is not waited for', async () => {
  const opened = await openBatch(hand, { portfolio: { policy: { ...DEFAULT_POLICY, lockTtlMs: 60_000 } } });
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await opened.steps.reconcileOrder({ ...opened.ref, symbol, giveUpAt });
  await opened.ledger.closeBatch(closing({ batchId: opened.ref.batchId, state: 'ROLLED_BACK' }), opened.by);
  await showWrong(opened, 'missing', 4);
  expect(await read(opened, 0)).toMatchObject({ kind: 'differs', waitMs: 10_000 });
  expect(await read(opened, 1)).toMatchObject({ kind: 'stale', reason: 'BOOKS_DIFFER' });
});
