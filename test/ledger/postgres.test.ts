import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { ledgerContract } from '../contracts/ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe('the ledger in Postgres', () => {
  let database: TestDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await createTestDatabase();
    ledger = createPostgresLedger(database.appUrl);
  });
  afterAll(async () => {
    await ledger.close();
    await database.drop();
  });
  ledgerContract(() => ledger);
});
