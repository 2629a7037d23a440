import type { StaleReason } from '../../src/domain/causes';
import { closing } from '../support/portfolios';
import { type OpenedBatch, openBatch, START, type StepsAtHand, startSteps } from '../support/steps';

// A hold that has no other reason than a difference of the books ends by itself once there is none.

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.clearFaults());

const reason = 'BOOKS_DIFFER';

/** Its batch is closed with nothing sent, and it is held. */
async function held(why: StaleReason = reason): Promise<OpenedBatch> {
  const batch = await openBatch(hand);
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  await batch.ledger.markStale(batch.portfolioId, { reason: why, cause: null, fills: [] }, batch.by);
  return batch;
}

const look = ({ steps, portfolioId }: OpenedBatch) => steps.releaseAgreed({ portfolioId });
const statusOf = async ({ ledger, portfolioId }: OpenedBatch) => (await ledger.findPortfolio(portfolioId))?.status;

test('a portfolio that was paused before it was held is paused again, and the verdict says so', async () => {
  const batch = await openBatch(hand);
  const giveUpAt = new Date(START + 600_000).toISOString();
  for (const symbol of ['META', 'AAPL']) await batch.steps.reconcileOrder({ ...batch.ref, symbol, giveUpAt });
  await batch.ledger.closeBatch(closing({ batchId: batch.ref.batchId, state: 'ROLLED_BACK' }), batch.by);
  const paused = { from: ['ACTIVE'], to: 'PAUSED', reason: 'a test' } as const;
  await batch.ledger.setStatus(batch.portfolioId, paused, batch.by);
  await batch.ledger.markStale(batch.portfolioId, { reason, cause: null, fills: [] }, batch.by);
  expect(await look(batch)).toMatchObject({ status: 'ACTIVE', portfolio: 'PAUSED' });
  expect(await statusOf(batch)).toBe('PAUSED');
});

test('it ends when the books agree, once, and the audit says how', async () => {
  const hold = await held();
  expect(await look(hold)).toMatchObject({ status: 'ACTIVE' });
  expect(await look(hold)).toMatchObject({ status: 'ACTIVE' });
  expect(await statusOf(hold)).toBe('ACTIVE');
  const ends = (await hold.ledger.listAudit(hold.portfolioId)).filter(({ event }) => event === 'STALE_ENDED');
  expect(ends).toMatchObject([{ actor: 'rebalance', detail: { action: 'books-agree', reason } }]);
});

test.each<[what: string, why: string, given: (hold: OpenedBatch) => Promise<unknown>]>([
  [
    'they still differ',
    'META: ledger 83.325, broker 80',
    ({ accountId }) => hand.simulator.changeAccount(accountId, { positions: { META: '80' } }),
  ],
  [
    'a person froze it',
    'froze',
    ({ ledger, portfolioId, by }) => ledger.freeze(portfolioId, { actor: 'anna', reason: 'complaint' }, by),
  ],
  ['trading is halted', 'halted', ({ ledger, by }) => ledger.setTrading({ position: 'halted', reason: 'odd' }, by)],
  [
    'an order is open at the broker',
    'open at the broker',
    ({ accountId }) =>
      hand.broker.submitOrder(
        accountId,
        {
          clientOrderId: `by-hand-${accountId}`,
          symbol: 'META',
          side: 'BUY',
          quantity: '0.1',
          notional: null,
          limitPrice: '100.00',
        },
        { leaveWithinMs: 5_000 },
      ),
  ],
  [
    'the broker does not answer',
    'does not answer',
    ({ accountId }) =>
      hand.simulator.addFault({
        match: { accountId, operation: 'read' },
        effect: { kind: 'status', status: 503 },
        times: 9,
      }),
  ],
])('it stays when %s', async (_what, why, given) => {
  const hold = await held();
  await given(hold);
  const rows = (await hold.ledger.listAudit(hold.portfolioId)).length;
  expect(await look(hold)).toMatchObject({ status: 'STALE', message: expect.stringContaining(why) as string });
  expect(await hold.ledger.listAudit(hold.portfolioId)).toHaveLength(rows);
  expect(await statusOf(hold)).toBe('STALE');
});

test('it stays for any other reason, and with a batch that is open', async () => {
  const other = await held('OUTCOME_UNKNOWN');
  expect(await look(other)).toMatchObject({ status: 'STALE', reason: 'OUTCOME_UNKNOWN' });
  const open = await openBatch(hand);
  await open.ledger.markStale(open.portfolioId, { reason, cause: null, fills: [] }, open.by);
  expect(await look(open)).toMatchObject({ status: 'STALE', message: 'a batch is open' });
});

test('a freeze that comes while the account is read is kept', async () => {
  const hold = await held();
  await hand.simulator.addFault({
    match: { accountId: hold.accountId, operation: 'read' },
    effect: { kind: 'delay', ms: 200 },
  });
  const looking = look(hold);
  await hold.ledger.freeze(hold.portfolioId, { actor: 'anna', reason: 'complaint' }, hold.by);
  expect(await looking).toMatchObject({ status: 'STALE', reason: 'FROZEN' });
  expect(await hold.ledger.findPortfolio(hold.portfolioId)).toMatchObject({ status: 'STALE', frozen: true });
});
