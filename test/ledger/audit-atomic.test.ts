import { Client } from 'pg';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, closing, newBatch, newPortfolio } from '../support/portfolios';

const BY = actor();

/** What else is held is sold. */
const ALL_META = [
  { symbol: 'META', percent: '100' },
  { symbol: 'AAPL', percent: '0' },
  { symbol: 'MSFT', percent: '0' },
];

describe('when the audit cannot be written', () => {
  let database: TestDatabase;
  let ledger: Ledger;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    ledger = createPostgresLedger(database.appUrl);
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(`CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'the audit cannot be written'; END $$`);
  });
  afterAll(async () => {
    await Promise.all([owner.end(), ledger.close()]);
    await database.drop();
  });

  test.each<[string, (ids: Ids) => Promise<unknown>]>([
    ['a change of targets', ({ id }) => ledger.setTargets(id, ALL_META, BY)],
    ['a change of status', ({ id }) => ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'r' }, BY)],
    ['a new epoch', ({ batchId }) => ledger.raiseEpoch(batchId, BY)],
    ['a send', ({ order }) => ledger.markSent(order, 1, null, BY)],
    ['news of an order', ({ order }) => ledger.recordOrder(order, { event: 'FAILED', errorCode: 'OTHER' }, BY)],
    ['a close', ({ batchId }) => ledger.closeBatch(closing({ batchId, state: 'ROLLED_BACK', residual: '0.00' }), BY)],
    ['a STALE', ({ id }) => ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY)],
    ['a batch', ({ other }) => ledger.openBatch(newBatch({ portfolioId: other }), BY)],
    ['the kill switch', () => ledger.setTrading({ position: 'halted', reason: 'r' }, BY)],
    ['an accepted price', () => ledger.acceptPrice({ symbol: 'META', price: '5', reason: 'r' }, BY)],
    ['external cash', ({ other }) => ledger.bookExternalCash(other, '1.00', 1, BY)],
  ])('%s fails, and nothing of it stands in the ledger without its audit row', async (_what, change) => {
    const [portfolio, other] = [newPortfolio(), newPortfolio()];
    await ledger.createPortfolio(portfolio, BY);
    await ledger.createPortfolio(other, BY);
    const batch = newBatch({ portfolioId: portfolio.id });
    const opened = await ledger.openBatch(batch, BY);
    const order = (opened.ok && opened.batch.orders[0]?.clientOrderId) || '';
    const ids = { id: portfolio.id, other: other.id, batchId: batch.id, order };
    const before = await rows(ids);
    await owner.query('CREATE TRIGGER no_audit BEFORE INSERT ON audit EXECUTE FUNCTION refuse_audit()');
    try {
      await expect(change(ids)).rejects.toThrow();
    } finally {
      await owner.query('DROP TRIGGER no_audit ON audit');
    }
    expect(await rows(ids)).toEqual(before);
  });

  interface Ids {
    id: string;
    other: string;
    batchId: string;
    order: string;
  }

  async function rows({ id, other }: Ids): Promise<unknown> {
    return Promise.all([
      ledger.trading(),
      ledger.knownPrices(),
      ...[id, other].map(async (one) => [await ledger.findPortfolio(one), await ledger.listBatches(one)]),
    ]);
  }
});
