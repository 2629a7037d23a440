import { Client } from 'pg';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { exportAudit } from '../../src/operations/list-audit';
import { verifyAudit } from '../../src/operations/verify-audit';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

// A portfolio that has been traded for years. No more than a page of its audit is ever in memory. The test of the console has five times
// as many rows.

const ROWS = 20_000;
const ID = 'old';

let database: TestDatabase;
let client: Client;
let plain: Ledger;
let most: number;
let ledger: Ledger;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  plain = createPostgresLedger(database.appUrl);
  await plain.createPortfolio(newPortfolio({ id: ID }), actor());
  // The end of a chain that changes many times in one transaction is found more and more slowly.
  await client.query(`DO $$ BEGIN
    FOR n IN 1..${ROWS / 500} LOOP
      INSERT INTO audit (portfolio_id, event, detail, actor, at)
        SELECT '${ID}', 'ALERT', jsonb_build_object('n', n, 'i', i), 'a test', now() FROM generate_series(1, 500) i;
      COMMIT;
    END LOOP;
  END $$`);
}, 300_000);
beforeEach(() => {
  most = 0;
  const counted = <Row>(rows: Row[]) => {
    most = Math.max(most, rows.length);
    return rows;
  };
  ledger = {
    ...plain,
    listAudit: () => Promise.reject(new Error('all of it at once')),
    readAudit: async (...asked) => counted(await plain.readAudit(...asked)),
  };
});
afterAll(async () => {
  await client.end();
  await plain.close();
  await database.drop();
});

test('it is exported row by row', async () => {
  const exported = await exportAudit({ ledger }, ID);
  if (!exported.ok) throw new Error(exported.message);
  let count = 0;
  let inOrder = 0;
  for await (const row of exported.rows) if (row.sequence === (count += 1)) inOrder += 1;
  expect([count, inOrder, most]).toEqual([ROWS + 1, ROWS + 1, 500]);
});

test('it is verified page by page, and a row that was changed is found wherever it is', async () => {
  const end = await ledger.auditHead(ID);
  expect(await verifyAudit({ ledger }, { portfolioId: ID, head: end })).toEqual({
    ok: true,
    heads: [{ portfolioId: ID, ...end }],
  });
  expect(most).toBe(500);
  await client.query('ALTER TABLE audit DISABLE TRIGGER USER');
  await client.query(`UPDATE audit SET actor = 'somebody' WHERE portfolio_id = $1 AND sequence = $2`, [ID, ROWS - 7]);
  expect(await verifyAudit({ ledger }, { portfolioId: ID })).toMatchObject({
    refusal: 'AUDIT_BROKEN',
    message: expect.stringContaining(`row ${ROWS - 7} is not what was recorded`) as string,
  });
});
