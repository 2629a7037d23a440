import type { ImportedPortfolio } from '../../domain/imported';
import { refusedAs } from '../../domain/refused';
import { later } from '../../domain/time';
import type { Import, ImportLedger, ImportTurn, LineProblem } from '../imports';
import { type Actor, LedgerFault, SYSTEM_AUDIT } from '../ledger';
import { refused, storableText } from '../rules/canonical';
import { importedDetail } from '../rules/imports';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { OPEN } from './rows';

/** The same key as in the triggers of migration 0047. */
const CREATION_LOCK = 7_432_002;
const LEFT_ALONE_MS = 30_000;
const UNFINISHED_MS = 15 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const DROPPED_AT_ONCE = 10_000;

const IMPORT_COLUMNS = `id, state, partial AS "isPartial", actor, lines, checked, portfolios, stored, skipped, wrong,
  begun_at AS "begunAt", ended_at AS "endedAt"`;
/** Nothing is added to it any more, and its lines are being deleted. */
const CANCELLED = `(state = 'RECEIVING' AND ended_at IS NOT NULL)`;
const RUNS = `state IN ('CHECKING', 'STORING')`;

export function importMethods(db: Database): ImportLedger {
  return {
    beginImport: async (isPartial, by) => {
      const [row] = await db.query<{ id: string }>(
        'INSERT INTO imports (partial, actor, via, begun_at, beat_at) VALUES ($1, $2, $3, $4, $4) RETURNING id',
        [isPartial, storableText(by.name), by.via ?? null, by.at],
      );
      return row?.id ?? '';
    },
    addToImport: (...asked) => addToImport(db, ...asked),
    importReceived: (...asked) => importReceived(db, ...asked),
    dropImport: (id) => dropImport(db, id),
    cancelImport: (...asked) => cancelImport(db, ...asked),
    takeImport: (at) => takeImport(db, at),
    beatImport: async ({ id, attempt }, at) => {
      const text = 'UPDATE imports SET beat_at = $3 WHERE id = $1 AND attempt = $2 RETURNING id';
      return (await db.query(text, [id, attempt, at])).length === 1;
    },
    leaveImport: async ({ id, attempt }) => {
      // While it waits, others may take its ids, so all of them have to be checked again.
      await db.query(
        `UPDATE imports SET beat_at = 'epoch', state = CASE state WHEN 'CHECKING' THEN 'WAITING' ELSE state END,
                checked = CASE state WHEN 'CHECKING' THEN 0 ELSE checked END
          WHERE id = $1 AND attempt = $2 AND ${RUNS}`,
        [id, attempt],
      );
    },
    checkImport: (...asked) => checkImport(db, ...asked),
    storeImport: (...asked) => storeImport(db, ...asked),
    endImport: ({ id, attempt }, at) =>
      db.transaction(async (query) => {
        const [row] = await query<Ended>(
          `UPDATE imports SET state = 'DONE', ended_at = $3 WHERE id = $1 AND attempt = $2 AND state = 'STORING'
           RETURNING stored, skipped, wrong, actor, via`,
          [id, attempt, at],
        );
        if (row === undefined) return;
        const { stored, skipped, wrong } = row;
        const entry = { event: 'IMPORT_ENDED', batchId: null, detail: { import: id, stored, skipped, wrong } } as const;
        await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], actorOf(row, at))]);
      }),
    findImport: async (id) => {
      const [row] = await db.query<Import>(`SELECT ${IMPORT_COLUMNS} FROM imports WHERE id = $1 AND NOT ${CANCELLED}`, [
        id,
      ]);
      return row;
    },
    listImports: ({ after, limit }) =>
      db.query<Import>(
        `SELECT ${IMPORT_COLUMNS} FROM imports WHERE ($1::timestamptz IS NULL OR (begun_at, id) < ($1, $2::uuid)) AND NOT ${CANCELLED}
          ORDER BY begun_at DESC, id DESC LIMIT $3`,
        [after?.begunAt, after?.id, limit],
      ),
    listImportProblems: (id, { after, limit }) =>
      db.query<LineProblem>(
        `SELECT line, field, code, message FROM import_problems WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`,
        [id, after, limit],
      ),
    sweepImports: (at, limit) => sweepImports(db, at, limit),
  };
}

async function addToImport(
  { query }: Database,
  ...[id, { read, portfolios, problems }, at]: Parameters<ImportLedger['addToImport']>
): Promise<void> {
  const lines = portfolios.map(({ line, portfolio }) => lineRow(line, portfolio));
  const added = await query(
    `WITH import AS (
       UPDATE imports SET lines = $2, portfolios = portfolios + $3, wrong = wrong + $4, beat_at = $5
        WHERE id = $1 AND state = 'RECEIVING' AND ended_at IS NULL RETURNING id
     ), line AS (
       INSERT INTO import_lines
         SELECT import.id, l.* FROM import, jsonb_to_recordset($6) AS l(line integer, portfolio text, account text, detail jsonb)
     ), problem AS (
       INSERT INTO import_problems SELECT import.id, p.* FROM import, ${PROBLEMS('$7')}
     )
     SELECT id FROM import`,
    [id, read, lines.length, problems.length, at, JSON.stringify(lines), problemRows(problems)],
  );
  if (added.length === 0) throw refused(`import ${id} is not being received any more`);
}

function lineRow(line: number, portfolio: ImportedPortfolio) {
  const { id, accountId } = portfolio;
  return { line, portfolio: id, account: accountId, detail: importedDetail(portfolio) };
}

const PROBLEMS = (parameter: string) =>
  `jsonb_to_recordset(${parameter}::jsonb) AS p(line integer, field text, code text, message text)`;

function problemRows(problems: readonly LineProblem[]): string {
  return JSON.stringify(problems.map((problem) => ({ ...problem, message: storableText(problem.message) })));
}

async function importReceived(
  db: Database,
  ...[id, { content, symbols }, at]: Parameters<ImportLedger['importReceived']>
): Promise<string> {
  const [same] = await db.query<{ id: string }>(
    `SELECT o.id FROM imports o JOIN imports mine ON mine.id = $1
      WHERE o.content = $2 AND o.partial = mine.partial AND o.state IN ('WAITING', 'CHECKING', 'STORING') ORDER BY o.begun_at LIMIT 1`,
    [id, content],
  );
  if (same !== undefined) {
    await dropImport(db, id);
    return same.id;
  }
  const text = `UPDATE imports SET state = 'WAITING', content = $2, symbols = $3, beat_at = $4
    WHERE id = $1 AND state = 'RECEIVING' AND ended_at IS NULL RETURNING id`;
  if ((await db.query(text, [id, content, symbols, at])).length === 0)
    throw refused(`import ${id} is not being received any more`);
  return id;
}

async function dropImport(db: Database, id: string): Promise<void> {
  const [row] = await db.query(
    `UPDATE imports SET state = 'RECEIVING' WHERE id = $1 AND state IN ('RECEIVING', 'WAITING') RETURNING id`,
    [id],
  );
  if (row !== undefined) await deleteImport(db, id);
}

async function cancelImport(
  db: Database,
  ...[id, by]: Parameters<ImportLedger['cancelImport']>
): ReturnType<ImportLedger['cancelImport']> {
  const answer = await changeOnce(db, by, 'cancelImport', async (query): ReturnType<ImportLedger['cancelImport']> => {
    const [before] = await query<Import>(
      `SELECT ${IMPORT_COLUMNS} FROM imports WHERE id = $1 AND NOT ${CANCELLED} FOR UPDATE`,
      [id],
    );
    if (before === undefined) return undefined;
    const { state, lines } = before;
    if (state === 'STORING' || state === 'DONE' || state === 'REFUSED') return { tooLate: state };
    // From here on it has no turn, and nobody adds to it. What is left of it is swept.
    await query(
      `UPDATE imports SET state = 'RECEIVING', attempt = attempt + 1, beat_at = 'epoch', ended_at = $2 WHERE id = $1`,
      [id, by.at],
    );
    const entry = { event: 'IMPORT_CANCELLED', batchId: null, detail: { import: id, lines } } as const;
    await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], by)]);
    return before;
  });
  if (answer !== undefined && !('tooLate' in answer)) await deleteImport(db, id);
  return answer;
}

/** Its lines first, a part at a time: what is left if this stops in the middle is swept. */
async function deleteImport({ query }: Database, id: string): Promise<void> {
  for (const table of ['import_lines', 'import_problems'])
    for (let gone = DROPPED_AT_ONCE; gone === DROPPED_AT_ONCE; )
      gone = (
        await query(
          `DELETE FROM ${table} WHERE (import_id, line) IN (SELECT import_id, line FROM ${table} WHERE import_id = $1 LIMIT $2)
           RETURNING line`,
          [id, DROPPED_AT_ONCE],
        )
      ).length;
  await query(`DELETE FROM imports WHERE id = $1 AND state = 'RECEIVING'`, [id]);
}

async function takeImport(db: Database, at: string): Promise<ImportTurn | undefined> {
  const leftBefore = later(at, -LEFT_ALONE_MS);
  if ((await nextImport(db.query, leftBefore)) === undefined) return undefined;
  return db.transaction(async (query) => {
    // This waits for everybody who is creating a portfolio. After this transaction they all see that the import runs.
    await query('SELECT pg_advisory_xact_lock($1)', [CREATION_LOCK]);
    const id = await nextImport(query, leftBefore);
    const [turn] = await query<ImportTurn>(
      `UPDATE imports SET attempt = attempt + 1, beat_at = $2, state = CASE state WHEN 'WAITING' THEN 'CHECKING' ELSE state END
        WHERE id = $1 RETURNING id, attempt, state, lines, symbols`,
      [id, at],
    );
    return turn;
  });
}

/** Returns the id of the next import to take, if there is one. */
async function nextImport(query: Query, leftBefore: string): Promise<string | undefined> {
  const [first] = await query<{ id: string; free: boolean }>(
    `SELECT id, state = 'WAITING' OR beat_at <= $1 AS free FROM imports WHERE state = 'WAITING' OR ${RUNS}
      ORDER BY (state = 'WAITING'), begun_at, id LIMIT 1`,
    [leftBefore],
  );
  return first?.free === true ? first.id : undefined;
}

interface Judged {
  line: number;
  id: string;
  unlisted: string | null;
  isThere: boolean;
  isSame: boolean;
  owner: string | null;
}

async function checkImport(
  db: Database,
  ...[{ id, attempt }, unlisted, limit, at]: Parameters<ImportLedger['checkImport']>
): ReturnType<ImportLedger['checkImport']> {
  return db.transaction(async (query) => {
    const [row] = await query<Pick<Import, 'state' | 'checked' | 'lines' | 'wrong' | 'isPartial'>>(
      `SELECT state, checked, lines, wrong, partial AS "isPartial" FROM imports WHERE id = $1 AND attempt = $2 AND ${RUNS} FOR UPDATE`,
      [id, attempt],
    );
    if (row === undefined) return 'overtaken';
    if (row.state === 'STORING') return 'STORING';
    const judged = await query<Judged>(JUDGE, [id, row.checked, limit, unlisted]);
    const problems = judged.flatMap(problemOf);
    await query(`INSERT INTO import_problems SELECT $1, p.* FROM ${PROBLEMS('$2')}`, [id, problemRows(problems)]);
    const isLast = judged.length < limit;
    const checked = isLast ? row.lines : (judged.at(-1)?.line ?? row.lines);
    const wrong = row.wrong + problems.length;
    const state = !isLast ? 'CHECKING' : wrong > 0 && !row.isPartial ? 'REFUSED' : 'STORING';
    const skipped = judged.filter(({ isSame, unlisted: symbol }) => isSame && symbol === null).length;
    const [begun] = await query<Ended>(
      `UPDATE imports SET state = $2, checked = $3, wrong = $4, skipped = skipped + $5, beat_at = $6,
              ended_at = CASE $2 WHEN 'REFUSED' THEN $6::timestamptz END
        WHERE id = $1 RETURNING stored, skipped, wrong, actor, via`,
      [id, state, checked, wrong, skipped, at],
    );
    if (state === 'STORING' && begun !== undefined) {
      const [{ left } = { left: 0 }] = await query<{ left: number }>(
        'SELECT count(*)::int AS left FROM import_lines WHERE import_id = $1',
        [id],
      );
      const entry = { event: 'IMPORT_BEGUN', batchId: null, detail: { import: id, portfolios: left } } as const;
      await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], actorOf(begun, at))]);
    }
    return state === 'CHECKING' ? 'more' : state;
  });
}

/** A line with a problem is removed from those that will be stored. */
const JUDGE = `
  WITH chunk AS MATERIALIZED (
    SELECT line, portfolio_id, account_id, detail FROM import_lines WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3
  ), settling AS MATERIALIZED (
    SELECT account_id, portfolio_id FROM batches WHERE ${OPEN} AND account_id IN (SELECT account_id FROM chunk)
  ), judged AS MATERIALIZED (
    SELECT c.line, c.portfolio_id AS id, p.id IS NOT NULL AS "isThere", coalesce(s.portfolio_id, o.id) AS owner,
           p.id IS NOT NULL AND EXISTS (
             SELECT FROM audit a WHERE a.portfolio_id = c.portfolio_id AND a.event = 'PORTFOLIO_CREATED' AND a.detail = c.detail
           ) AS "isSame",
           CASE WHEN cardinality($4::text[]) > 0 THEN (
             SELECT t ->> 'symbol' FROM jsonb_array_elements(c.detail -> 'targets') t WHERE t ->> 'symbol' = ANY ($4) LIMIT 1
           ) END AS unlisted
      FROM chunk c
      LEFT JOIN portfolios p ON p.id = c.portfolio_id
      LEFT JOIN portfolios o ON o.account_id = c.account_id AND o.status <> 'CLOSED'
      LEFT JOIN settling s ON s.account_id = c.account_id
  ), gone AS (
    DELETE FROM import_lines l USING judged j
     WHERE l.import_id = $1 AND l.line = j.line AND (j."isThere" OR j.owner IS NOT NULL OR j.unlisted IS NOT NULL)
  )
  SELECT * FROM judged ORDER BY line`;

function problemOf({ line, id, unlisted, isThere, isSame, owner }: Judged): LineProblem[] {
  if (unlisted !== null)
    return [
      { line, field: 'targets', code: 'UNKNOWN_SYMBOL', message: `targets: the broker does not list ${unlisted}` },
    ];
  if (isSame) return [];
  if (isThere)
    return [{ line, field: 'id', code: 'PORTFOLIO_EXISTS', message: refusedAs('PORTFOLIO_EXISTS', id).message }];
  if (owner === null) return [];
  return [
    { line, field: 'accountId', code: 'ACCOUNT_TAKEN', message: `accountId is the account of portfolio ${owner}` },
  ];
}

async function storeImport(
  db: Database,
  ...[{ id, attempt }, { after, to }, at]: Parameters<ImportLedger['storeImport']>
): ReturnType<ImportLedger['storeImport']> {
  return db
    .transaction(async (query) => {
      await query(`SELECT set_config('autobalancer.import', $1, true)`, [id]);
      const [done] = await query<{ stored: number; missed: number }>(STORE, [id, after, to, at]);
      const { stored, missed } = done ?? { stored: 0, missed: 0 };
      const mine = await query(
        `UPDATE imports SET stored = stored + $3, wrong = wrong + $4, beat_at = $5
        WHERE id = $1 AND attempt = $2 AND state = 'STORING' RETURNING id`,
        [id, attempt, stored, missed, at],
      );
      if (mine.length === 0) throw new LedgerFault('OVERTAKEN', `import ${id} was taken over`);
      return 'stored' as const;
    })
    .catch((error: unknown) => {
      if (error instanceof LedgerFault && error.code === 'OVERTAKEN') return 'overtaken' as const;
      throw error;
    });
}

/** There can be no conflict any more. If there is one after all, it is reported. */
const STORE = `
  WITH given AS (
    DELETE FROM import_lines WHERE import_id = $1 AND line > $2 AND line <= $3 RETURNING line, portfolio_id AS id, account_id, detail
  ), portfolio AS (
    INSERT INTO portfolios (id, account_id, status, status_reason, version, policy, cash)
      SELECT id, account_id, coalesce(detail ->> 'status', 'ACTIVE'), detail ->> 'statusReason', 1, detail -> 'policy', (detail ->> 'cash')::numeric
        FROM given ORDER BY id
    ON CONFLICT DO NOTHING RETURNING id
  ), target AS (
    INSERT INTO targets SELECT given.id, t.symbol, t.percent
      FROM portfolio JOIN given USING (id), jsonb_to_recordset(detail -> 'targets') AS t(symbol text, percent numeric)
  ), holding AS (
    INSERT INTO holdings SELECT given.id, h.symbol, h.quantity
      FROM portfolio JOIN given USING (id), jsonb_to_recordset(detail -> 'holdings') AS h(symbol text, quantity numeric)
  ), audited AS (
    INSERT INTO audit (portfolio_id, event, detail, actor, via, at)
      SELECT given.id, 'PORTFOLIO_CREATED', detail, i.actor, i.via, $4::timestamptz
        FROM portfolio JOIN given USING (id), imports i WHERE i.id = $1
  ), missed AS (
    INSERT INTO import_problems
      SELECT $1, line, 'id', 'PORTFOLIO_EXISTS', 'somebody else has created it, or taken its account, since it was checked'
        FROM given WHERE id NOT IN (SELECT id FROM portfolio) RETURNING line
  )
  SELECT (SELECT count(*)::int FROM portfolio) AS stored, (SELECT count(*)::int FROM missed) AS missed`;

async function sweepImports({ query }: Database, at: string, limit: number): Promise<number> {
  const times = [later(at, -UNFINISHED_MS), later(at, -KEPT_MS)];
  const unfinished = `(state = 'RECEIVING' AND beat_at < $1)`;
  const old = `(${unfinished} OR (state IN ('DONE', 'REFUSED') AND ended_at < $2))`;
  const delete_ = (table: string, those: string) =>
    query(
      `DELETE FROM ${table} WHERE (import_id, line) IN (
         SELECT l.import_id, l.line FROM imports i JOIN ${table} l ON l.import_id = i.id WHERE ${those} LIMIT $3
       ) AND $2::timestamptz IS NOT NULL RETURNING line`,
      [...times, limit],
    );
  // Nobody needs the lines of a refused import.
  const lines = await delete_('import_lines', `(${unfinished} OR state IN ('DONE', 'REFUSED'))`);
  const problems = await delete_('import_problems', old);
  await query(
    `DELETE FROM imports i WHERE ${old} AND NOT EXISTS (SELECT FROM import_lines WHERE import_id = i.id)
        AND NOT EXISTS (SELECT FROM import_problems WHERE import_id = i.id)`,
    times,
  );
  return lines.length + problems.length;
}

interface Ended extends Pick<Import, 'stored' | 'skipped' | 'wrong' | 'actor'> {
  via: Actor['via'] | null;
}

/** Its portfolios are created in the name of the person who asked for the import, not of the program that runs it. */
function actorOf({ actor, via }: Pick<Ended, 'actor' | 'via'>, at: string): Actor {
  return { name: actor, at, ...(via !== null && via !== undefined && { via }) };
}
