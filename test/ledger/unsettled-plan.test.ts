import { Client } from 'pg';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

const BY = actor();

describe('among many portfolios', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });
  /** A connection counts what it read at the latest when it ends. */
  const withLedger = async <Result>(work: (ledger: Ledger) => Promise<Result>): Promise<Result> => {
    const ledger = createPostgresLedger(database.appUrl);
    const result = await work(ledger);
    await ledger.close();
    const others = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_type = 'client backend'`;
    await until(async () => (await client.query(others)).rowCount === 0, 60_000);
    return result;
  };
  const wholeReads = async () => {
    const text = `SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'portfolios'`;
    return (await client.query<{ seq_scan: string }>(text)).rows[0]?.seq_scan;
  };

  test('those that are unsettled are found without reading all', async () => {
    await withLedger(async (ledger) => {
      for (const id of ['calm', 'frozen']) await ledger.createPortfolio(newPortfolio({ id }), BY);
      await ledger.freeze('frozen', { actor: 'anna', reason: 'split' }, BY);
    });
    await client.query(
      `INSERT INTO portfolios SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'p-' || n, 'account_id', 'a-' || n))).*
         FROM portfolios p, generate_series(1, 20000) AS n WHERE p.id = 'calm'`,
    );
    await client.query('ANALYZE portfolios');
    // The statistics of this connection, too, are counted a moment later.
    await client.query('SELECT pg_stat_force_next_flush()');
    await client.query('SELECT 1');
    const before = await wholeReads();
    expect(await withLedger((ledger) => ledger.listUnsettled())).toEqual(['frozen']);
    expect(await wholeReads()).toBe(before);
  });
});
