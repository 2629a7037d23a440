import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EventCursor, type Ledger, NO_EVENT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { createTestDatabase, type TestDatabase, takeBackup } from '../support/database';

const INSERT = `INSERT INTO audit (portfolio_id, event, detail, actor, at) VALUES ($1, $2, '{}', 'test', now()) RETURNING id`;

describe('events', () => {
  let database: TestDatabase;
  let ledger: Ledger;
  let [slow, quick]: Client[] = [];
  beforeEach(async () => {
    database = await createTestDatabase();
    ledger = createPostgresLedger(database.appUrl);
    [slow, quick] = [new Client(database.ownerUrl), new Client(database.ownerUrl)];
    // A restore cuts them off.
    for (const one of [slow, quick]) one.on('error', () => undefined);
    await Promise.all([slow.connect(), quick.connect()]);
  });
  afterEach(async () => {
    await Promise.all([ledger.close(), slow?.end(), quick?.end()]);
    await database.drop();
  });
  const read = async (after: EventCursor) => (await ledger.readEvents(after, 10)) ?? [];
  /** Waits, because transactions of other suites hold events back as well. */
  const readUntil = async (after: EventCursor, events: string[]) => {
    await until(async () => (await read(after)).length >= events.length, 60_000);
    expect((await read(after)).map(({ event }) => event)).toEqual(events);
  };

  test('two transactions that commit in the wrong order lose no event', async () => {
    const start = await ledger.eventsEnd();
    await slow?.query('BEGIN');
    const first = await slow?.query<{ id: string }>(INSERT, ['a', 'BEGAN_FIRST']);
    const second = await quick?.query<{ id: string }>(INSERT, ['b', 'COMMITTED_FIRST']);
    expect(BigInt(first?.rows[0]?.id ?? 0)).toBeLessThan(BigInt(second?.rows[0]?.id ?? 0));
    // The later one is there for everybody, but a cursor behind it would pass the earlier one.
    expect((await ledger.searchAudit({ limit: 9 })).map(({ event }) => event)).toEqual(['COMMITTED_FIRST']);
    expect(await read(start)).toEqual([]);
    await slow?.query('COMMIT');
    await readUntil(start, ['BEGAN_FIRST', 'COMMITTED_FIRST']);
  });

  test('a transaction that rolls back delays the others until then, and is not an event', async () => {
    const start = await ledger.eventsEnd();
    await slow?.query('BEGIN');
    await slow?.query(INSERT, ['a', 'ROLLED_BACK']);
    await quick?.query(INSERT, ['b', 'COMMITTED']);
    expect(await read(start)).toEqual([]);
    await slow?.query('ROLLBACK');
    await readUntil(start, ['COMMITTED']);
  });

  test('a transaction that draws its number late comes late, and the place that was given out before stays', async () => {
    const start = await ledger.eventsEnd();
    await slow?.query('BEGIN');
    await slow?.query('SELECT count(*) FROM audit');
    await quick?.query(INSERT, ['b', 'WRITTEN_MEANWHILE']);
    await readUntil(start, ['WRITTEN_MEANWHILE']);
    const [row] = await read(start);
    await slow?.query(INSERT, ['a', 'WRITTEN_AFTERWARDS']);
    await slow?.query('COMMIT');
    await readUntil(row as EventCursor, ['WRITTEN_AFTERWARDS']);
  });

  test('after a restore no earlier place counts, not even once the database has come as far again', async () => {
    const ahead = async () => {
      for (let n = 0; n < 20; n += 1) await quick?.query(INSERT, ['a', 'SEEN']);
    };
    const backup = await takeBackup(database.ownerUrl);
    quick = new Client(database.ownerUrl);
    quick.on('error', () => undefined);
    await quick.connect();
    await ahead();
    const seen = await ledger.eventsEnd();
    await quick.query('SELECT 1');
    await backup.restore();
    quick = new Client(database.ownerUrl);
    await quick.connect();
    await ahead();
    await ahead();
    // The xids go on: the database server is the same. Transactions of other suites hold them back as well.
    await until(async () => BigInt((await ledger.eventsEnd()).xid) > BigInt(seen.xid), 60_000);
    expect(await ledger.readEvents(seen, 10)).toBeUndefined();
    await backup.drop();
  });

  test('where a copy of the disk was put back a person says so, and no earlier place counts', async () => {
    const seen = await ledger.eventsEnd();
    expect(await ledger.readEvents(seen, 10)).toEqual([]);
    const sql = /UPDATE ledger_epoch[^;]*;/.exec(readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8'));
    await quick?.query(sql?.[0] ?? 'the document has no such statement');
    expect(await ledger.readEvents(seen, 10)).toBeUndefined();
  });

  test('rows from before there were events are not events, and rows of the previous build are', async () => {
    await slow?.query('ALTER TABLE audit ALTER COLUMN xid DROP DEFAULT');
    await slow?.query(INSERT, ['a', 'OF_AN_OLD_BUILD']);
    await slow?.query('ALTER TABLE audit ALTER COLUMN xid SET DEFAULT pg_current_xact_id()');
    await quick?.query(INSERT, ['a', 'OF_THE_BUILD_BEFORE']);
    await readUntil(NO_EVENT, ['OF_THE_BUILD_BEFORE']);
  });
});
