import { decimal } from '../../domain/money';
import type { Portfolio, Target } from '../../domain/portfolio';
import { refusedAs } from '../../domain/refused';
import type { Actor, Ledger } from '../ledger';
import { externalCashStands } from '../rules/booking';
import { canonicalCash, canonicalTargets, refused } from '../rules/canonical';
import { type AuditEntry, frozenBooks, frozenEntry } from '../rules/closing';
import { accountTaken, creationDetail, newPortfolio } from '../rules/creation';
import { statusSet, subscribed } from '../rules/settings';
import { targetsSet } from '../rules/targets';
import { withdrawalsPaid } from '../rules/withdrawals';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import { readPortfolio } from './closing';
import type { Database, Query } from './connection';
import { followedBy } from './followed';
import {
  NOT_REFUSED_COLUMNS,
  OPEN,
  PORTFOLIO_COLUMNS,
  type PortfolioRow,
  toPortfolio,
  toWatched,
  WATCHED_COLUMNS,
  type WatchedRow,
} from './rows';
import { markEnded } from './withdrawals';

type PortfolioMethods = Pick<
  Ledger,
  | 'createPortfolio'
  | 'findPortfolio'
  | 'findPortfolioOfAccount'
  | 'findPortfolios'
  | 'findWatched'
  | 'portfolioVersions'
  | 'setTargets'
  | 'setStatus'
  | 'freeze'
  | 'bookExternalCash'
>;

export function portfolioMethods(db: Database): PortfolioMethods {
  return {
    createPortfolio: (portfolio, by) => createPortfolio(db, portfolio, by),
    findPortfolio: (id) => find(db.query, 'p.id = $1', id),
    findPortfolioOfAccount: (accountId) => find(db.query, `p.account_id = $1 AND p.status <> 'CLOSED'`, accountId),
    findPortfolios: async (ids) => {
      const text = `SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p WHERE p.id = ANY ($1) ORDER BY p.id`;
      return (await db.query<PortfolioRow>(text, [ids])).map(toPortfolio);
    },
    findWatched: async (ids) => {
      const text = `SELECT ${WATCHED_COLUMNS} FROM portfolios p WHERE p.id = ANY ($1) ORDER BY p.id`;
      return (await db.query<WatchedRow>(text, [ids])).map(toWatched);
    },
    portfolioVersions: (page) =>
      db.query(`SELECT id, version FROM portfolios WHERE id > $1 AND status <> 'CLOSED' ORDER BY id LIMIT $2`, [
        page?.after ?? '',
        page?.limit,
      ]),
    setTargets: (...asked) => setTargets(db, ...asked),
    setStatus: (id, change, by) => setStatus(db, id, change, by),
    freeze: (id, freeze, by) => freezePortfolio(db, id, freeze, by),
    bookExternalCash: (...asked) => bookExternalCash(db, ...asked),
  };
}

async function find(query: Query, which: string, value: string): Promise<Portfolio | undefined> {
  const [row] = await query<PortfolioRow>(`SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p WHERE ${which}`, [value]);
  return row && toPortfolio(row);
}

async function createPortfolio(
  db: Database,
  portfolio: Parameters<Ledger['createPortfolio']>[0],
  by: Parameters<Ledger['createPortfolio']>[1],
): ReturnType<Ledger['createPortfolio']> {
  const row = newPortfolio(portfolio);
  const detail = creationDetail(row);
  const created = await changeOnce(db, by, `createPortfolio ${row.id}`, async (query) => {
    // At this moment the portfolio that has the account may be closing, or opening a batch.
    await query('SELECT FROM portfolios WHERE account_id = $1 FOR UPDATE', [row.accountId]);
    const rows = await query(
      `WITH portfolio AS (
       INSERT INTO portfolios (id, account_id, status, version, policy, cash)
         SELECT $1, $2, 'ACTIVE', 1, $3, $4
          -- Of a CLOSED portfolio a batch may still be settled there: it becomes STALE, should that fail.
          WHERE NOT EXISTS (SELECT FROM batches WHERE account_id = $2 AND ${OPEN})
       ON CONFLICT DO NOTHING RETURNING id
     ), target AS (
       INSERT INTO targets SELECT portfolio.id, t.symbol, t.percent
         FROM portfolio, jsonb_to_recordset($5) AS t(symbol text, percent numeric)
     ), holding AS (
       INSERT INTO holdings SELECT portfolio.id, h.symbol, h.quantity
         FROM portfolio, jsonb_to_recordset($6) AS h(symbol text, quantity numeric)
     ), audited AS (
       ${insertAudit('$7')} WHERE EXISTS (SELECT FROM portfolio)
     )
     SELECT id FROM portfolio`,
      [
        row.id,
        row.accountId,
        JSON.stringify(row.policy),
        row.cash,
        JSON.stringify(row.targets),
        JSON.stringify(row.holdings),
        auditRows(row.id, [{ event: 'PORTFOLIO_CREATED', batchId: null, detail }], by),
      ],
    );
    return rows.length === 1;
  });
  if (created) return { ok: true };
  const [existing] = await db.query<{ same: boolean }>(
    `SELECT EXISTS (
       SELECT FROM audit WHERE portfolio_id = $1 AND event = 'PORTFOLIO_CREATED' AND detail = $2::jsonb
     ) AS same FROM portfolios WHERE id = $1`,
    [row.id, JSON.stringify(detail)],
  );
  if (existing?.same === true) return { ok: true };
  if (existing !== undefined) return refusedAs('PORTFOLIO_EXISTS', row.id);
  return accountTaken(row.accountId);
}

async function setTargets(
  db: Database,
  ...[id, targets, by, ifRevision]: Parameters<Ledger['setTargets']>
): ReturnType<Ledger['setTargets']> {
  const after = canonicalTargets(targets);
  return changeOnce(db, by, 'setTargets', async (query) => {
    await query('SELECT FROM portfolios WHERE id = $1 FOR UPDATE', [id]);
    const [row] = await query<PortfolioRow>(`SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p WHERE p.id = $1`, [id]);
    if (row === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const set = targetsSet(toPortfolio(row), after, ifRevision);
    if ('ok' in set) return set;
    const followed = await followedBy(query, id);
    if (followed !== undefined) return subscribed(id, followed.modelId);
    await storeTargets(query, id, after, set.entry, by);
    return { ok: true };
  });
}

export async function storeTargets(
  query: Query,
  id: string,
  after: Target[],
  entry: AuditEntry,
  by: Actor,
): Promise<void> {
  await query(
    `WITH portfolio AS (UPDATE portfolios SET version = version + 1, settings_revision = settings_revision + 1 WHERE id = $1),
          gone AS (DELETE FROM targets WHERE portfolio_id = $1 AND symbol <> ALL ($2)),
          kept AS (
            INSERT INTO targets SELECT $1, t.symbol, t.percent FROM jsonb_to_recordset($3) AS t(symbol text, percent numeric)
            ON CONFLICT (portfolio_id, symbol) DO UPDATE SET percent = excluded.percent
          )
     ${insertAudit('$4')}`,
    [id, after.map(({ symbol }) => symbol), JSON.stringify(after), auditRows(id, [entry], by)],
  );
}

async function setStatus(
  db: Database,
  ...[id, change, by]: Parameters<Ledger['setStatus']>
): ReturnType<Ledger['setStatus']> {
  return changeOnce(db, by, 'setStatus', async (query) => {
    const text = `SELECT status, status_reason AS "statusReason", settings_revision AS "settingsRevision" FROM portfolios
      WHERE id = $1 FOR UPDATE`;
    const [row] = await query<Pick<Portfolio, 'status' | 'statusReason' | 'settingsRevision'>>(text, [id]);
    if (row === undefined) return refusedAs('OTHER_STATUS', id);
    const set = statusSet({ id, ...row }, change);
    if ('ok' in set) return set;
    const { status, statusReason, statusBefore } = set.after;
    await query(
      `WITH portfolio AS (
         UPDATE portfolios SET status = $2, status_reason = $3, status_before = $5, version = version + 1,
           ${NOT_REFUSED_COLUMNS} WHERE id = $1
       ) ${insertAudit('$4')}`,
      [id, status, statusReason, auditRows(id, [set.entry], by), statusBefore],
    );
    return { ok: true };
  });
}

async function freezePortfolio(db: Database, ...[id, freeze, by]: Parameters<Ledger['freeze']>): Promise<boolean> {
  return changeOnce(db, by, 'freeze', async (query) => {
    const text = `SELECT status, frozen, freeze_undoes AS "freezeUndoes" FROM portfolios WHERE id = $1 FOR UPDATE`;
    const [row] = await query<Pick<Portfolio, 'status' | 'frozen' | 'freezeUndoes'>>(text, [id]);
    if (row === undefined || row.status === 'CLOSED') return false;
    const frozen = frozenBooks(row, freeze);
    if (frozen !== undefined)
      await query(
        `WITH portfolio AS (
           UPDATE portfolios SET frozen = true, freeze_undoes = $3, version = version + 1, ${NOT_REFUSED_COLUMNS} WHERE id = $1
         ) ${insertAudit('$2')}`,
        [id, auditRows(id, [frozenEntry(freeze)], by), frozen.freezeUndoes],
      );
    return true;
  });
}

async function bookExternalCash(
  db: Database,
  ...[id, cash, expectedVersion, by]: Parameters<Ledger['bookExternalCash']>
): ReturnType<Ledger['bookExternalCash']> {
  const cashAfter = canonicalCash(cash);
  return db.transaction(async (query) => {
    const text = 'SELECT cash::text, version FROM portfolios WHERE id = $1 FOR UPDATE';
    const [row] = await query<Pick<Portfolio, 'cash' | 'version'>>(text, [id]);
    if (row === undefined) throw refused(`there is no portfolio ${id}`);
    const cashBefore = canonicalCash(row.cash);
    // A separate statement: one that waited for the lock would see the batches as they were before it.
    const open = await query(`SELECT FROM batches WHERE portfolio_id = $1 AND ${OPEN}`, [id]);
    const stands = externalCashStands({ ...row, cash: cashBefore }, cashAfter, expectedVersion, open.length > 0);
    if (stands === 'refused') return undefined;
    if (stands === 'may') {
      const entry = { event: 'EXTERNAL_CASH_BOOKED', batchId: null, detail: { cashBefore, cashAfter } } as const;
      const moved = { cash: decimal(cashAfter).minus(decimal(cashBefore)), at: by.at, why: {} };
      const paid = withdrawalsPaid(await readPortfolio(query, id), [moved]);
      await query(
        `WITH portfolio AS (UPDATE portfolios SET cash = $2, version = version + 1 WHERE id = $1) ${insertAudit('$3')}`,
        [id, cashAfter, auditRows(id, [entry, ...paid.entries], by)],
      );
      await markEnded(query, id, paid.ids, 'PAID', by);
    }
    return find(query, 'p.id = $1', id);
  });
}
