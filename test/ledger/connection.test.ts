import { Client } from 'pg';
import type { Batch } from '../../src/domain/batch';
import type { EndStale, Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, closing, fill, newBatch, newPortfolio } from '../support/portfolios';

const BY = actor();
const UNREACHABLE = { name: 'LedgerFault', code: 'UNREACHABLE' };

describe('when the way to the database breaks', () => {
  let database: TestDatabase;
  let proxy: CuttingProxy;
  /** Through the proxy. */
  let ledger: Ledger;
  let direct: Ledger;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await startCuttingProxy(database.appUrl);
    ledger = createPostgresLedger(proxy.url);
    direct = createPostgresLedger(database.appUrl);
  });
  afterAll(async () => {
    await Promise.all([ledger.close(), direct.close()]);
    await proxy.close();
    await database.drop();
  });

  test('an answer lost after the commit is UNREACHABLE, and the second call answers as the first would have', async () => {
    const portfolio = newPortfolio();
    await twice('SELECT 1\0', () => ledger.createPortfolio(portfolio, BY), { ok: true });
    const batch = newBatch({ portfolioId: portfolio.id });
    const opened = await twice('COMMIT\0', () => ledger.openBatch(batch, BY));
    if (!opened.ok) throw new Error('the batch is open');
    for (const { clientOrderId, quantity } of opened.batch.orders) {
      // Whoever lost this answer may not send as the first any more: it asks the broker, and sends again if it must.
      await twice('SELECT 1\0', () => ledger.markSent(clientOrderId, 1, null, BY), 'overtaken');
      const filled = { state: 'SUCCESS', filledQuantity: quantity };
      await twice('COMMIT\0', () => ledger.recordOrder(clientOrderId, { event: 'FILLED' }, BY), filled);
    }
    const close = closing({ batchId: batch.id, fills: fillsOf(opened.batch) });
    await twice('COMMIT\0', () => ledger.closeBatch(close, BY), true);
    const stale = { reason: 'BOOKS_DIFFER' as const, cause: null, fills: [] };
    await twice('COMMIT\0', () => ledger.markStale(portfolio.id, stale, BY), undefined);
    const end: EndStale = {
      batchState: 'ADOPTED',
      fills: [],
      releases: false,
      adopt: null,
      residual: null,
      detail: {},
    };
    await twice('COMMIT\0', () => ledger.endStale(portfolio.id, end, BY), true);
    expect((await direct.listAudit(portfolio.id)).map((row) => row.event)).toEqual([
      'PORTFOLIO_CREATED',
      'BATCH_OPENED',
      ...['ORDER_SENT', 'ORDER_SUCCESS', 'ORDER_SENT', 'ORDER_SUCCESS'],
      'BATCH_SUCCESS',
      'PORTFOLIO_STALE',
      'STALE_ENDED',
    ]);
    expect(await direct.findPortfolio(portfolio.id)).toMatchObject({ cash: '-250.00', version: 4 });
  });

  test('an answer lost before the commit leaves nothing behind', async () => {
    const portfolio = newPortfolio();
    await ledger.createPortfolio(portfolio, BY);
    const batch = newBatch({ portfolioId: portfolio.id });
    proxy.cutAt('INSERT 0 1\0');
    await expect(ledger.openBatch(batch, BY)).rejects.toMatchObject(UNREACHABLE);
    expect(await direct.findBatch(batch.id)).toBeUndefined();
    expect(await ledger.openBatch(batch, BY)).toMatchObject({ ok: true });
  });

  test('a database that does not exist is UNREACHABLE', async () => {
    const nowhere = await startCuttingProxy(database.appUrl);
    await nowhere.close();
    const lost = createPostgresLedger(nowhere.url);
    await expect(lost.findPortfolio('p')).rejects.toMatchObject(UNREACHABLE);
    await expect(lost.raiseEpoch('00000000-0000-4000-8000-000000000000', BY)).rejects.toMatchObject(UNREACHABLE);
    await lost.close();
    await lost.close();
  });

  test.each([
    ['takes no connections', 'ALTER DATABASE $ ALLOW_CONNECTIONS false', 'ALTER DATABASE $ ALLOW_CONNECTIONS true'],
    ['is being put back, and not there', 'ALTER DATABASE $ RENAME TO $_away', 'ALTER DATABASE $_away RENAME TO $'],
    [
      'does not let us in yet',
      'REVOKE CONNECT ON DATABASE $ FROM autobalancer_app',
      'GRANT CONNECT ON DATABASE $ TO autobalancer_app',
    ],
  ])('a database that %s is UNREACHABLE, and answers again afterwards', async (_what, away, back) => {
    const client = new Client({ connectionString: process.env.TEST_POSTGRES_URL });
    await client.connect();
    const name = databaseName();
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    await client.query(away.replaceAll('$', name));
    const late = createPostgresLedger(database.appUrl);
    const answer = await late.findPortfolio('p').catch((error: unknown) => error);
    await client.query(back.replaceAll('$', name));
    await client.end();
    expect(answer).toMatchObject(UNREACHABLE);
    expect(await late.findPortfolio('p')).toBeUndefined();
    await late.close();
  });

  test('a password that the server does not take is UNREACHABLE: it may be on its way to us', async () => {
    const url = new URL(database.appUrl);
    url.password = 'of yesterday';
    const late = createPostgresLedger(url.href);
    await expect(late.findPortfolio('p')).rejects.toMatchObject(UNREACHABLE);
    await late.close();
  });

  test('connections that the server ends are replaced', async () => {
    await ledger.findPortfolio('p');
    const client = await superuser();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'autobalancer_app'`,
      [databaseName()],
    );
    await client.end();
    const again = async (one: Ledger): Promise<void> => {
      await one.findPortfolio('p').catch(() => again(one));
    };
    for (const one of [ledger, direct]) await again(one);
  });

  test('a deadlock is undone by the database and run again by the ledger', async () => {
    const portfolio = newPortfolio();
    await direct.createPortfolio(portfolio, BY);
    const batch = newBatch({ portfolioId: portfolio.id });
    await direct.openBatch(batch, BY);
    await direct.recordOrder(`ab-${batch.id}-META-o-1`, { event: 'FAILED' }, BY);
    await direct.recordOrder(`ab-${batch.id}-AAPL-o-1`, { event: 'FAILED' }, BY);
    const other = await superuser();
    await other.query('BEGIN');
    // The other side never looks for a deadlock, so the ledger is the one that is undone.
    await other.query(`SET LOCAL deadlock_timeout = '10min'`);
    await other.query('SELECT FROM batches WHERE id = $1 FOR UPDATE', [batch.id]);
    const closed = direct.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK' }), BY);
    await untilWaitingForLock(other);
    await other.query('SELECT FROM portfolios WHERE id = $1 FOR UPDATE', [portfolio.id]);
    await other.query('COMMIT');
    expect(await closed).toBe(true);
    await other.end();
  });

  test('a pool whose connections all wait for a lock answers again as soon as they have waited long enough', async () => {
    const small = createPostgresLedger(database.appUrl, { maxConnections: 2 });
    const portfolios = [newPortfolio(), newPortfolio()];
    for (const portfolio of portfolios) await direct.createPortfolio(portfolio, BY);
    const other = await superuser();
    await other.query('BEGIN');
    await other.query('SELECT FROM portfolios FOR UPDATE');
    const waiting = portfolios.map(({ id }) =>
      small.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'x' }, BY),
    );
    await untilWaitingForLock(other);
    expect(await small.findPortfolio(portfolios[0]?.id ?? '')).toMatchObject({ status: 'ACTIVE' });
    await other.query('COMMIT');
    expect(await Promise.all(waiting)).toEqual([{ ok: true }, { ok: true }]);
    await Promise.all([other.end(), small.close()]);
  });

  test('a database that stops answering blocks neither queries nor waits for a connection forever', async () => {
    const small = createPostgresLedger(proxy.url, { maxConnections: 2 });
    const portfolio = newPortfolio();
    await small.createPortfolio(portfolio, BY);
    await Promise.all([small.findPortfolio('p'), small.findPortfolio('p')]);
    proxy.setSilent(true);
    const pause = { from: ['ACTIVE'], to: 'PAUSED', reason: 'x' } as const;
    const asked = [
      small.findPortfolio(portfolio.id),
      small.setStatus(portfolio.id, pause, BY),
      small.findPortfolio('q'),
    ];
    for (const call of asked) void call.catch(() => undefined);
    for (const call of asked) await expect(call).rejects.toMatchObject(UNREACHABLE);
    proxy.setSilent(false);
    expect(await small.setStatus(portfolio.id, pause, BY)).toEqual({ ok: true });
    await small.close();
  });

  /** Runs `call` with its answer lost, then again. */
  async function twice<Answer>(lost: string, call: () => Promise<Answer>, expected?: unknown): Promise<Answer> {
    const before = proxy.cuts();
    proxy.cutAt(lost);
    await expect(call()).rejects.toMatchObject(UNREACHABLE);
    expect(proxy.cuts()).toBe(before + 1);
    const answer = await call();
    if (expected !== undefined) expect(answer).toEqual(expected);
    return answer;
  }

  async function untilWaitingForLock(client: Client): Promise<void> {
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`;
    // A transaction sees the activity of its first look only, so each look is forgotten.
    while ((await client.query(waiting, [databaseName()])).rowCount === 0)
      await client.query('SELECT pg_stat_clear_snapshot()');
  }

  /** In the database under test. */
  async function superuser(): Promise<Client> {
    const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
    url.pathname = databaseName();
    const client = new Client({ connectionString: url.href });
    await client.connect();
    return client;
  }

  function databaseName(): string {
    return new URL(database.appUrl).pathname.slice(1);
  }
});

function fillsOf(batch: Batch) {
  const cash: Record<string, string> = { META: '500.00', AAPL: '-1000.00' };
  return batch.orders.map(({ clientOrderId, quantity, symbol }) =>
    fill({ clientOrderId, quantity: quantity ?? '0', cash: cash[symbol] ?? '0' }),
  );
}

test('a password that was replaced is used from the next connection on', async () => {
  const database = await createTestDatabase();
  const wrong = new URL(database.appUrl);
  wrong.password = 'of yesterday';
  let url = wrong.href;
  const ledger = createPostgresLedger(() => url);
  await expect(ledger.trading()).rejects.toThrow('password authentication failed');
  url = database.appUrl;
  expect(await ledger.trading()).toMatchObject({ position: 'active' });
  await ledger.close();
  await database.drop();
});
