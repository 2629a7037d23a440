import { Client } from 'pg';
import type { Asset } from '../../src/broker/broker';
import type { ImportLedger } from '../../src/ledger/imports';
import { type Ledger, SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { cancelImport } from '../../src/operations/cancel-import';
import { exportPortfolios } from '../../src/operations/export-portfolios';
import { importPortfolios, tellOf } from '../../src/operations/import-portfolios';
import { receiveImport } from '../../src/operations/receive-import';
import { runImport } from '../../src/operations/run-import';
import { showImport } from '../../src/operations/show-import';
import { verifyAudit } from '../../src/operations/verify-audit';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { person } from '../support/person';
import { newBatch, newPortfolio } from '../support/portfolios';

const ANNA = person('anna');
const START = '2026-03-02T15:00:00.000Z';
const DAY_MS = 24 * 3_600_000;

let database: TestDatabase;
let ledger: Ledger & ImportLedger;
let client: Client;
let asked: string[];
let clock: string;
beforeEach(async () => {
  database = await createTestDatabase();
  // The API's role: it may do least.
  ledger = createPostgresLedger(database.apiUrl);
  client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  asked = [];
  clock = START;
});
afterEach(async () => {
  await client.end();
  await ledger.close();
  await database.drop();
});

const broker = {
  asset: async (symbol: string): Promise<Asset | undefined> => {
    asked.push(symbol);
    return symbol === 'GONE' ? undefined : ({ symbol } as Asset);
  },
};
const deps = () => ({ ledger, broker, door: 'api' as const, now: () => clock });
const later = (ms: number) => (clock = new Date(Date.parse(clock) + ms).toISOString());
const textOf = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line));
const bring = async (lines: readonly object[], isPartial = false) => {
  const answer = await importPortfolios(deps(), ANNA, { lines: textOf(lines), format: 'ndjson', isPartial });
  if (!answer.ok && answer.refusal === 'IMPORT_CANCELLED') throw new Error('nobody has cancelled it');
  return answer;
};
/** What is received, and waits for somebody to run it. */
const received = async (lines: readonly object[], isPartial = false) =>
  (await receiveImport(deps(), ANNA, { lines: textOf(lines), format: 'ndjson', isPartial })).importId;
const stored = async () => (await ledger.listPortfolios({ limit: 5_000 })).map(({ id }) => id);
const by = () => ({ name: ANNA, via: 'api' as const, at: clock });

const line = (id: string, some: object = {}) => ({
  id,
  accountId: `account-${id}`,
  cash: '100.00',
  targets: [{ symbol: 'META', percent: '100' }],
  ...some,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => line(`p-${n}`));

test('all portfolios of a file are stored, with what their accounts have, and the audit says by whom', async () => {
  const held = { holdings: [{ symbol: 'META', quantity: '1.5' }], policy: { driftThreshold: '7.0000' } };
  const answer = await bring([line('a'), line('b', held)]);
  expect(answer).toMatchObject({ ok: true, stored: 2, skipped: 0, problems: [] });
  expect(await ledger.findPortfolio('b')).toMatchObject({
    status: 'ACTIVE',
    cash: '100.00',
    holdings: [{ symbol: 'META', quantity: '1.5' }],
    policy: { driftThreshold: '7.0000' },
  });
  expect(asked).toEqual(['META']);
  expect(await ledger.listAudit(SYSTEM_AUDIT)).toMatchObject([
    { event: 'IMPORT_BEGUN', actor: ANNA, via: 'api', detail: { portfolios: 2 } },
    { event: 'IMPORT_ENDED', detail: { stored: 2, skipped: 0, wrong: 0 } },
  ]);
  expect(await ledger.listAudit('a')).toMatchObject([{ event: 'PORTFOLIO_CREATED', actor: ANNA, via: 'api' }]);
  expect(await verifyAudit(deps(), {})).toMatchObject({ ok: true });
  // As one that was created alone: the same again is the same.
  const { id, accountId, cash, targets, holdings, policy } = (await ledger.findPortfolio('b')) ?? newPortfolio();
  expect(await ledger.createPortfolio({ id, accountId, cash, targets, holdings, policy }, by())).toEqual({ ok: true });
});

const WRONG = [
  line('a'),
  line('b', { cash: '1.234' }),
  line('a', { accountId: 'other' }),
  line('c', { accountId: 'account-a' }),
  line('d', { targets: [{ symbol: 'GONE', percent: '100' }] }),
  line('there', { cash: '7.00' }),
  line('e', { accountId: 'account-elsewhere' }),
  line('f'),
  line('g', { accountId: 'account-settling' }),
  line('h', { status: 'STALE' }),
];

test.each([false, true])(
  'each wrong line is named with field and rule; with --partial (%s) the others are stored',
  async (isPartial) => {
    await bring([line('there'), line('elsewhere'), line('settling')]);
    // Its portfolio is CLOSED, and still settles a batch.
    const app = createPostgresLedger(database.appUrl);
    await app.openBatch(newBatch({ portfolioId: 'settling' }), by());
    await app.close();
    await ledger.setStatus('settling', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, by());
    const answer = await bring(WRONG, isPartial);
    expect(answer.problems.map(({ line: number, field, code }) => [number, field, code])).toEqual([
      [2, 'cash', 'INVALID_HOLDINGS'],
      [3, 'id', 'INVALID_PORTFOLIO_ID'],
      [4, 'accountId', 'INVALID_ACCOUNT'],
      [5, 'targets', 'UNKNOWN_SYMBOL'],
      [6, 'id', 'PORTFOLIO_EXISTS'],
      [7, 'accountId', 'ACCOUNT_TAKEN'],
      [9, 'accountId', 'ACCOUNT_TAKEN'],
      [10, 'status', 'INVALID_FILE'],
    ]);
    expect(answer.problems[0]?.message).toBe('cash must have at most 2 decimals');
    expect(answer.problems[5]?.message).toBe('accountId is the account of portfolio elsewhere');
    if (isPartial) expect(answer).toMatchObject({ ok: true, stored: 2, skipped: 0 });
    else expect(answer).toMatchObject({ ok: false, refusal: 'IMPORT_REFUSED', stored: 0 });
    const before = ['elsewhere', 'settling', 'there'];
    expect(await stored()).toEqual(isPartial ? ['a', 'f', ...before].sort() : before);
  },
);

/** Somebody who is killed after `chunks` chunks: nothing of what it would have done afterwards happens. */
async function runKilled(chunks: number): Promise<void> {
  let left = chunks;
  const gone = async () => {
    throw new Error('killed');
  };
  const storeImport: ImportLedger['storeImport'] = async (...given) => {
    left -= 1;
    return left < 0 ? gone() : ledger.storeImport(...given);
  };
  await expect(runImport({ ...deps(), ledger: { ...ledger, storeImport, leaveImport: gone } })).rejects.toThrow(
    'killed',
  );
}

test('an import that was interrupted goes on where it was, under the same id, in any program', async () => {
  const importId = await received(many(1_700));
  await runKilled(1);
  expect(await stored()).toHaveLength(500);
  // The first program may still be at it.
  expect(await runImport(deps())).toBe(false);
  later(31_000);
  expect(await received(many(1_700))).toBe(importId);
  expect(await runImport(deps())).toBe(true);
  const shown = await showImport(deps(), importId);
  expect(shown).toMatchObject({ import: { state: 'DONE', stored: 1_700, skipped: 0, wrong: 0, actor: ANNA } });
  expect(await stored()).toHaveLength(1_700);
  expect(await bring(many(1_700))).toMatchObject({ stored: 0, skipped: 1_700, problems: [] });
  const { rows } = await client.query('SELECT count(*)::int AS left FROM import_lines');
  expect(rows).toEqual([{ left: 0 }]);
});

test('who was taken over stores nothing more', async () => {
  await received(many(10));
  const turn = await ledger.takeImport(clock);
  if (turn === undefined) throw new Error('it waits');
  await ledger.checkImport(turn, [], 1_000, clock);
  later(31_000);
  const next = await ledger.takeImport(clock);
  expect(next).toMatchObject({ id: turn.id, state: 'STORING', attempt: turn.attempt + 1 });
  expect(await ledger.storeImport(turn, { after: 0, to: 500 }, clock)).toBe('overtaken');
  expect(await ledger.beatImport(turn, clock)).toBe(false);
  expect(await stored()).toEqual([]);
});

test('while an import runs nobody else gets its ids and accounts, so that it is all or nothing', async () => {
  const importId = await received(many(600));
  await runKilled(1);
  const target = { targets: [{ symbol: 'META', percent: '100' }] };
  const [id, account] = [newPortfolio({ id: 'p-599', ...target }), newPortfolio({ accountId: 'account-p-599' })];
  for (const other of [id, account])
    expect(await ledger.createPortfolio(other, by())).toMatchObject({ ok: false, refusal: 'ACCOUNT_TAKEN' });
  expect(await ledger.createPortfolio(newPortfolio({ id: 'elsewhere' }), by())).toEqual({ ok: true });
  later(31_000);
  await runImport(deps());
  expect(await showImport(deps(), importId)).toMatchObject({ import: { state: 'DONE', stored: 600, wrong: 0 } });
  expect(await stored()).toHaveLength(601);
});

test('a portfolio that is being created when the import begins is seen by it', async () => {
  const importId = await received(many(3));
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO portfolios (id, account_id, status, version, policy, cash) VALUES ('p-1', 'another', 'ACTIVE', 1, '{}', 0)`,
  );
  const running = runImport(deps());
  const waits = async () => {
    const { rows } = await client.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
    return rows.length > 0;
  };
  while (!(await waits()));
  await client.query('COMMIT');
  await running;
  expect(await showImport(deps(), importId)).toMatchObject({ import: { state: 'REFUSED', stored: 0, wrong: 1 } });
  expect(await stored()).toEqual(['p-1']);
});

test('imports come one after the other, and each hears what the one before took', async () => {
  const first = await received(many(2));
  later(1);
  const second = await received([line('p-1', { cash: '7.00' })]);
  const turn = await ledger.takeImport(clock);
  expect(turn?.id).toBe(first);
  expect(await ledger.takeImport(clock)).toBeUndefined();
  if (turn !== undefined) await ledger.leaveImport(turn);
  await runImport(deps());
  await runImport(deps());
  expect(await showImport(deps(), first)).toMatchObject({ import: { state: 'DONE' } });
  expect(await showImport(deps(), second)).toMatchObject({ import: { state: 'REFUSED' } });
});

test('when the broker does not answer nothing is stored, and nothing is left that would be', async () => {
  const away = { asset: () => Promise.reject(new Error('away')) };
  const input = { lines: textOf(many(2)), format: 'ndjson', isPartial: false } as const;
  await expect(importPortfolios({ ...deps(), broker: away }, ANNA, input)).rejects.toThrow('away');
  expect(await ledger.listImports({ limit: 9 })).toEqual([]);
  const importId = await received(many(2));
  await expect(runImport({ ...deps(), broker: away })).rejects.toThrow('away');
  expect(await showImport(deps(), importId)).toMatchObject({ import: { state: 'WAITING' } });
});

test('an import that waits or is checked can be cancelled, and leaves nothing but who cancelled it', async () => {
  const waits = await received(many(2));
  expect(await cancelImport(deps(), ANNA, waits)).toMatchObject({ ok: true, import: { id: waits, state: 'WAITING' } });
  const checked = await received(many(3));
  const turn = await ledger.takeImport(clock);
  expect(turn?.id).toBe(checked);
  expect(await cancelImport(deps(), ANNA, checked)).toMatchObject({ ok: true, import: { state: 'CHECKING' } });
  if (turn === undefined) throw new Error('no import has a turn');
  expect(await ledger.checkImport(turn, [], 10, clock)).toBe('overtaken');
  expect(await ledger.takeImport(clock)).toBeUndefined();
  expect(await stored()).toEqual([]);
  const { rows } = await client.query('SELECT id FROM imports UNION ALL SELECT import_id FROM import_lines');
  expect(rows).toEqual([]);
  expect((await ledger.listAudit('_system')).map(({ event, detail }) => [event, detail.import])).toEqual([
    ['IMPORT_CANCELLED', waits],
    ['IMPORT_CANCELLED', checked],
  ]);
  expect(await cancelImport(deps(), ANNA, waits)).toMatchObject({ ok: false, refusal: 'IMPORT_NOT_FOUND' });
  // Their ids and accounts are free again.
  expect(await bring(many(3))).toMatchObject({ ok: true, stored: 3 });
});

test('an import whose file is still being read can be cancelled: nothing is added to it any more', async () => {
  const importId = await ledger.beginImport(false, by());
  expect(await cancelImport(deps(), ANNA, importId)).toMatchObject({ ok: true });
  const part = { read: 1, portfolios: [{ line: 1, portfolio: newPortfolio() }], problems: [] };
  await expect(ledger.addToImport(importId, part, clock)).rejects.toThrow('not being received any more');
});

test('an import that is being stored goes on to its end: it is too late to cancel it', async () => {
  const importId = await received(many(2));
  const turn = await ledger.takeImport(clock);
  if (turn === undefined) throw new Error('no import has a turn');
  expect(await ledger.checkImport(turn, [], 10, clock)).toBe('STORING');
  expect(await cancelImport(deps(), ANNA, importId)).toMatchObject({ ok: false, refusal: 'IMPORT_TOO_LATE' });
  await ledger.leaveImport(turn);
  await runImport(deps());
  expect(await stored()).toEqual(['p-0', 'p-1']);
  expect(await cancelImport(deps(), ANNA, importId)).toMatchObject({ refusal: 'IMPORT_TOO_LATE' });
});

test('a person who waits for an import may cancel it, while it is read and while it is checked', async () => {
  for (const when of ['read', 'checked'] as const) {
    const cancel = new AbortController();
    const lines = (function* () {
      for (const text of textOf(many(600))) {
        if (when === 'read' && text.includes('"p-300"')) cancel.abort();
        yield text;
      }
    })();
    const asset = async (symbol: string) => {
      if (when === 'checked') cancel.abort();
      while (cancel.signal.aborted && (await ledger.listImports({ limit: 1 })).length > 0);
      return broker.asset(symbol);
    };
    const input = { lines, format: 'ndjson' as const, isPartial: false, cancel: cancel.signal };
    expect(await importPortfolios({ ...deps(), broker: { asset } }, ANNA, input)).toMatchObject({
      ok: false,
      refusal: 'IMPORT_CANCELLED',
    });
    expect(await stored()).toEqual([]);
    const { rows } = await client.query('SELECT id FROM imports UNION ALL SELECT import_id FROM import_lines');
    expect(rows).toEqual([]);
  }
});

test('a file that breaks off, or is too long, leaves nothing', async () => {
  const lines = async function* () {
    yield* textOf(many(600));
    throw new Error('cut');
  };
  await expect(receiveImport(deps(), ANNA, { lines: lines(), format: 'ndjson', isPartial: true })).rejects.toThrow(
    'cut',
  );
  const endless = (function* () {
    for (;;) yield '';
  })();
  const long = receiveImport(deps(), ANNA, { lines: endless, format: 'ndjson', isPartial: true });
  await expect(long).rejects.toMatchObject({ code: 'INVALID_FILE' });
  const { rows } = await client.query('SELECT id FROM imports UNION ALL SELECT import_id FROM import_lines');
  expect(rows).toEqual([]);
});

test('what ended a week ago is forgotten, and so is what was never received whole', async () => {
  const done = await received(many(2));
  await runImport(deps());
  const refused = await received([line('x', { cash: 'none' }), line('y')]);
  await runImport(deps());
  const half = await ledger.beginImport(false, by());
  await ledger.addToImport(
    half,
    { read: 1, portfolios: [{ line: 1, portfolio: newPortfolio() }], problems: [] },
    clock,
  );
  const ids = async () => (await ledger.listImports({ limit: 9 })).map(({ id }) => id).sort();
  await ledger.sweepImports(clock, 100);
  expect(await ids()).toEqual([done, refused, half].sort());
  later(16 * 60_000);
  await ledger.sweepImports(clock, 100);
  expect(await ids()).toEqual([done, refused].sort());
  later(7 * DAY_MS);
  await ledger.sweepImports(clock, 100);
  expect(await ids()).toEqual([]);
  const { rows } = await client.query('SELECT line FROM import_lines UNION ALL SELECT line FROM import_problems');
  expect(rows).toEqual([]);
});

test('what is exported is imported into another ledger as it was; what cannot be is PAUSED, and says so', async () => {
  const small = { holdings: [{ symbol: 'META', quantity: '0.000000001' }] };
  await bring([
    line('a'),
    line('b', small),
    line('c'),
    line('d', { status: 'PAUSED', statusReason: 'moving, "soon"' }),
  ]);
  await bring([line('e'), line('f')]);
  const app = createPostgresLedger(database.appUrl);
  await app.setStatus('c', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, by());
  await app.freeze('e', { actor: ANNA, reason: 'complaint', undo: false }, by());
  await app.markStale('f', { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, by());
  await app.close();
  for (const format of ['ndjson', 'csv'] as const) {
    const other = await createTestDatabase();
    const there = createPostgresLedger(other.apiUrl);
    const lines = exportPortfolios(deps(), format);
    const answer = await importPortfolios({ ...deps(), ledger: there }, ANNA, { lines, format, isPartial: false });
    expect(answer).toMatchObject({ stored: 5 });
    const [before, after] = [await ledger.listPortfolios({ limit: 9 }), await there.listPortfolios({ limit: 9 })];
    expect(after.slice(0, 3)).toEqual(before.filter(({ id }) => ['a', 'b', 'd'].includes(id)));
    expect(after.slice(2).map(({ id, status, statusReason }) => [id, status, statusReason])).toEqual([
      ['d', 'PAUSED', 'moving, "soon"'],
      ['e', 'PAUSED', 'frozen when it was exported (ACTIVE)'],
      ['f', 'PAUSED', 'STALE when it was exported (BOOKS_DIFFER)'],
    ]);
    await there.close();
    await other.drop();
  }
});

test('a file whose header is wrong is refused at its first line', async () => {
  const answer = await importPortfolios(deps(), ANNA, { lines: ['a,b', 'c,d'], format: 'csv', isPartial: false });
  expect(answer).toMatchObject({ refusal: 'IMPORT_REFUSED', problems: [{ line: 1, field: 'header' }] });
});

test('an import that passes through two phases between two looks tells of both, and of each figure once', () => {
  const told: string[] = [];
  const tell = tellOf((phase, lines) => told.push(`${phase} ${lines}`));
  tell({ checked: 0, stored: 0, skipped: 0 });
  tell({ checked: 3, stored: 1, skipped: 1 });
  tell({ checked: 3, stored: 2, skipped: 1 });
  tell({ checked: 3, stored: 2, skipped: 1 });
  expect(told).toEqual(['checked 3', 'stored 2', 'stored 3']);
});
