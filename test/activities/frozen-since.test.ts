import { RESOLVE_REQUESTED, requestDetail } from '../../src/domain/resolve-request';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// A release may wait for its hold for seconds, and meet a later one. It undoes only a freeze that was there when it was asked for.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

const release = { action: 'release', actor: 'cli:anna@desk', note: 'checked' } as const;

async function held(): Promise<OpenedBatch> {
  const batch = await openBatch(hand);
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  await batch.ledger.markStale(batch.portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, batch.by);
  return batch;
}

const freeze = ({ ledger, portfolioId, by }: OpenedBatch) =>
  ledger.freeze(portfolioId, { actor: 'ben', reason: 'a complaint' }, by);
const ask = ({ ledger, portfolioId, by }: OpenedBatch) =>
  ledger.audit(portfolioId, null, RESOLVE_REQUESTED, requestDetail(release), {
    ...by,
    name: release.actor,
    via: 'cli',
  });
const carryOut = ({ steps, portfolioId }: OpenedBatch, requestId: string) =>
  steps.endStale({ ...release, portfolioId, requestId, askUntil: new Date(START + 60_000).toISOString() });

test('a freeze that came after the request is kept', async () => {
  const hold = await held();
  await ask(hold);
  await freeze(hold);
  expect(await carryOut(hold, 'first')).toMatchObject({ status: 'STALE', reason: 'FROZEN' });
  expect(await hold.ledger.findPortfolio(hold.portfolioId)).toMatchObject({ status: 'STALE', frozen: true });
  await ask(hold);
  expect(await carryOut(hold, 'second')).toMatchObject({ status: 'ACTIVE' });
});

test('a freeze that was there before it is undone', async () => {
  const hold = await held();
  await freeze(hold);
  await ask(hold);
  expect(await carryOut(hold, 'first')).toMatchObject({ status: 'ACTIVE' });
});
