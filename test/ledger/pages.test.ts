import { Client } from 'pg';
import {
  auditPage,
  auditSearch,
  batchPage,
  eventPage,
  type PageQuery,
  portfolioPage,
  refusedPage,
} from '../../src/ledger/postgres/pages';
import { createTestDatabase, type TestDatabase } from '../support/database';

// How pages are read from a large fleet: in the order of an index, and of nothing much more than is shown. The rows that each page looks
// for are few and come last, so that a plan that reads all the others is noticed.

const LIMIT = 50;
const DAY = '2026-03-02T00:00:00Z';

describe('of a large fleet', () => {
  let database: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    for (const table of ['portfolios', 'batches', 'orders', 'audit'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await client.query(FLEET);
    await client.query('ANALYZE');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const rare = { limit: LIMIT, after: 'p-010000' };
  test.each<[string, PageQuery, number]>([
    ['portfolios', portfolioPage({ limit: LIMIT, after: 'p-020000' }), LIMIT],
    ['portfolios whose id begins so', portfolioPage({ idPrefix: 'p-0299', limit: LIMIT }), LIMIT],
    ['portfolios of an account', portfolioPage({ accountId: 'a-29999', limit: LIMIT }), 1],
    ['ACTIVE ones', portfolioPage({ ...rare, status: 'ACTIVE' }), LIMIT],
    ['CLOSED ones, which are few', portfolioPage({ ...rare, status: 'CLOSED' }), 30],
    ['STALE ones, which are few', portfolioPage({ ...rare, status: 'STALE' }), LIMIT],
    ['STALE ones for a rare reason', portfolioPage({ staleReason: 'HELD', limit: LIMIT }), 10],
    ['ones refused with a rare code', portfolioPage({ refusedCode: 'CAP_EXCEEDED', limit: LIMIT }), 30],
    ['ones refused with a common code', portfolioPage({ ...rare, refusedCode: 'TRADING_HALTED' }), LIMIT],
    ['ones with a symbol that all have', portfolioPage({ ...rare, symbol: 'AAPL' }), LIMIT],
    ['ones with a symbol that few have', portfolioPage({ symbol: 'RARE', limit: LIMIT }), 30],
    ['ACTIVE ones with a common symbol', portfolioPage({ ...rare, status: 'ACTIVE', symbol: 'AAPL' }), LIMIT],
    ['refused ones with a symbol', portfolioPage({ refusedCode: 'CAP_EXCEEDED', symbol: 'AAPL', limit: LIMIT }), 30],
    ['CLOSED ones with a common symbol', portfolioPage({ status: 'CLOSED', symbol: 'AAPL', limit: LIMIT }), 30],
    ['STALE ones with a common symbol', portfolioPage({ status: 'STALE', symbol: 'AAPL', limit: LIMIT }), LIMIT],
    ['ACTIVE ones with a rare symbol', portfolioPage({ status: 'ACTIVE', symbol: 'RARE', limit: LIMIT }), 0],
    ['STALE for a reason and of a status', portfolioPage({ staleReason: 'HELD', status: 'STALE', limit: LIMIT }), 10],
    [
      'STALE for a rare reason, with a symbol',
      portfolioPage({ staleReason: 'HELD', symbol: 'AAPL', limit: LIMIT }),
      10,
    ],
    [
      'STALE for a common reason, far on',
      portfolioPage({ staleReason: 'BOOKS_DIFFER', after: 'p-029900', limit: LIMIT }),
      LIMIT,
    ],
    [
      'rarely refused ones of a status',
      portfolioPage({ refusedCode: 'CAP_EXCEEDED', status: 'ACTIVE', limit: LIMIT }),
      30,
    ],
    [
      'commonly refused ones that are STALE',
      portfolioPage({ refusedCode: 'TRADING_HALTED', status: 'STALE', limit: LIMIT }),
      0,
    ],
    ['the refused', refusedPage({ limit: LIMIT, after: { since: DAY, id: 'p-010000' } }), LIMIT],
    ['the refused with a rare code', refusedPage({ code: 'CAP_EXCEEDED', limit: LIMIT }), 30],
    ['batches', batchPage({ limit: LIMIT, after: { openedAt: '2026-03-02T05:00:00Z', number: 18_000 } }), LIMIT],
    ['batches opened in a time', batchPage({ openedBefore: '2026-03-02T01:00:00Z', limit: LIMIT }), LIMIT],
    ['STALE batches, which are few', batchPage({ state: 'STALE', limit: LIMIT }), 20],
    ['batches of a portfolio', batchPage({ portfolioId: 'p-000007', limit: LIMIT }), 2],
    ['the audit of a portfolio', auditPage({ portfolioId: 'p-000007', limit: LIMIT }), 4],
    ['the audit', auditSearch({ limit: LIMIT, after: { at: '2026-03-02T05:00:00Z', id: 18_000 } }), LIMIT],
    ['the audit of a time', auditSearch({ from: DAY, to: '2026-03-02T01:00:00Z', limit: LIMIT }), LIMIT],
    ['events', eventPage({ xid: '300', id: 0 }, LIMIT), LIMIT],
    ['the audit of a person', auditSearch({ actor: 'cli:anna@desk', limit: LIMIT }), 20],
  ])('a page of %s reads little more than it shows', async (_what, { text, values }, shown) => {
    const explained = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      values,
    );
    const root = explained.rows[0]?.['QUERY PLAN'][0].Plan as Plan;
    expect(root['Actual Rows']).toBe(shown);
    const nodes = nodesOf(root);
    const large = nodes.filter((node) => node['Node Type'] === 'Seq Scan' || rowsRead(node) > MOST);
    expect(large.map((node) => `${node['Node Type']}: ${rowsRead(node)} rows`)).toEqual([]);
  });
});

/** A page with three targets, three holdings or some orders each. */
const MOST = LIMIT * 5;

interface Plan {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function rowsRead(node: Plan): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}

/** 30,000 portfolios, one a second with two batches; what is rare is at the end of what it is listed by. */
const FLEET = `
  CREATE TEMPORARY TABLE numbers AS
    SELECT n, 'p-' || lpad(n::text, 6, '0') AS id, timestamptz '${DAY}' + n * interval '1 second' AS at FROM generate_series(1, 30000) n;
  INSERT INTO portfolios (id, account_id, status, status_before, status_reason, version, policy, cash, refused_since, refused_code, refused_detail)
    SELECT id, 'a-' || n,
      CASE WHEN n > 29970 THEN 'CLOSED' WHEN n > 29800 THEN 'STALE' ELSE 'ACTIVE' END,
      CASE WHEN n BETWEEN 29801 AND 29970 THEN 'ACTIVE' END,
      CASE WHEN n BETWEEN 29961 AND 29970 THEN 'HELD' WHEN n BETWEEN 29801 AND 29960 THEN 'BOOKS_DIFFER' END,
      1, '{}', 0,
      CASE WHEN n <= 20000 THEN at END,
      CASE WHEN n <= 19970 THEN 'TRADING_HALTED' WHEN n <= 20000 THEN 'CAP_EXCEEDED' END,
      CASE WHEN n <= 20000 THEN '' END
    FROM numbers;
  INSERT INTO targets SELECT id, symbol, 33 FROM numbers, unnest(ARRAY['AAPL', 'META', 'MSFT']) symbol;
  INSERT INTO targets SELECT id, 'RARE', 1 FROM numbers WHERE n > 29980;
  INSERT INTO holdings SELECT id, symbol, 1 FROM numbers, unnest(ARRAY['AAPL', 'META', 'MSFT']) symbol;
  INSERT INTO holdings SELECT id, 'RARE', 1 FROM numbers WHERE n BETWEEN 29971 AND 29990;
  INSERT INTO withdrawals (id, portfolio_id, amount, reason, requested_by, requested_at, state, ended_by, ended_at)
    SELECT 'w-' || n, id, 1, '', 'anna', at, CASE WHEN n % 10 = 0 THEN 'OPEN' ELSE 'PAID' END,
      CASE WHEN n % 10 > 0 THEN 'anna' END, CASE WHEN n % 10 > 0 THEN at END
    FROM numbers;
  INSERT INTO batches (id, portfolio_id, account_id, state, epoch, execution, priced_at, market_time, drift_before, opened_at)
    SELECT gen_random_uuid(), id, 'a-' || n, CASE WHEN half = 1 AND n <= 20 THEN 'STALE' ELSE 'SUCCESS' END, 1, 'parallel', at, at, 5, at
      FROM numbers, generate_series(1, 2) half;
  INSERT INTO orders (client_order_id, batch_id, symbol, kind, attempt, side, quantity, state)
    SELECT 'ab-' || id || '-' || symbol, id, symbol, 'order', 1, 'BUY', 1, 'ERROR' FROM batches, unnest(ARRAY['AAPL', 'META']) symbol;
  INSERT INTO audit (portfolio_id, event, detail, actor, via, at, sequence, hash, xid)
    SELECT id, 'BATCH_OPENED', '{}', 'rebalance', NULL, at, number, '', (n / 100)::text::xid8 FROM numbers, generate_series(1, 3) number;
  INSERT INTO audit (portfolio_id, event, detail, actor, via, at, sequence, hash)
    SELECT id, 'REBALANCE_REQUESTED', '{}', CASE WHEN n <= 20 THEN 'cli:anna@desk' ELSE 'key:1' END, 'cli', at, 4, '' FROM numbers;
`;
