import { Client } from 'pg';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { verifyAudits } from '../../src/operations/verify-audit';
import { createTestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

test('every audit is verified a page at a time, that of all portfolios with the last, and the first broken one is named', async () => {
  const database = await createTestDatabase();
  const ledger = createPostgresLedger(database.appUrl);
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    for (const id of ['ada', 'bob', 'cleo']) await ledger.createPortfolio(newPortfolio({ id }), actor());
    await ledger.audit(SYSTEM_AUDIT, null, 'KEY_CREATED', {}, actor());
    const first = await verifyAudits({ ledger }, { limit: 2 });
    expect(first).toMatchObject({ heads: [{ portfolioId: 'ada' }, { portfolioId: 'bob' }], broken: null, next: 'bob' });
    expect(await verifyAudits({ ledger }, { limit: 2, after: 'bob' })).toMatchObject({
      heads: [{ portfolioId: 'cleo', sequence: 1 }, { portfolioId: SYSTEM_AUDIT }],
      broken: null,
      next: null,
    });
    await owner.query('ALTER TABLE audit DISABLE TRIGGER audit_append_only');
    await owner.query(`UPDATE audit SET actor = 'x' WHERE portfolio_id = 'bob'`);
    expect(await verifyAudits({ ledger }, { limit: 2 })).toMatchObject({
      broken: { portfolioId: 'bob', message: expect.stringContaining('row 1 is not what') as string },
    });
  } finally {
    await owner.end();
    await ledger.close();
    await database.drop();
  }
});
