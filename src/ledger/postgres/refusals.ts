import type { Ledger, RefusedPortfolio } from '../ledger';
import { canonicalTime } from '../rules/canonical';
import { calendarEntry, refusalNoted } from '../rules/refusing';
import { auditRows, insertAudit } from './audit';
import type { Database } from './connection';
import { refusedPage } from './pages';
import { OPEN, type PortfolioRow, type RefusedColumns, toRefused } from './rows';

export function refusalMethods(db: Database): Pick<Ledger, 'noteRefusal' | 'listRefused' | 'noteCalendar'> {
  return {
    noteRefusal: (...asked) => noteRefusal(db, ...asked),
    noteCalendar: (...asked) => noteCalendar(db, ...asked),
    listRefused: async (which) => {
      const { text, values } = refusedPage(which);
      const rows = await db.query<RefusedPortfolio>(text, values);
      return rows.map((row) => ({ ...row, since: canonicalTime(row.since) }));
    },
  };
}

async function noteRefusal(
  db: Database,
  ...[id, refusal, expectedVersion, by, seen]: Parameters<Ledger['noteRefusal']>
): Promise<boolean> {
  return db.transaction(async (query) => {
    const [row] = await query<Pick<PortfolioRow, 'status' | 'frozen' | 'version'> & RefusedColumns>(
      `SELECT status, frozen, version, refused_since, refused_code, refused_detail FROM portfolios WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (row === undefined) return false;
    // A separate statement: one that waited for the lock would see the batches as they were before it.
    const open = await query(`SELECT FROM batches WHERE portfolio_id = $1 AND ${OPEN}`, [id]);
    const noted = refusalNoted({ ...row, ...toRefused(row) }, refusal, expectedVersion, open.length > 0, by, seen);
    if (noted?.after === undefined) return noted !== undefined;
    const { refusal: after, refusedSince } = noted.after;
    await query(
      `WITH portfolio AS (
         UPDATE portfolios SET refused_since = $2, refused_code = $3, refused_detail = $4 WHERE id = $1
       ) ${insertAudit('$5')}`,
      [id, refusedSince, after?.code, after?.detail, auditRows(id, noted.entries, by)],
    );
    return true;
  });
}

async function noteCalendar(
  db: Database,
  ...[id, day, expectedVersion, by]: Parameters<Ledger['noteCalendar']>
): Promise<boolean> {
  return db.transaction(async (query) => {
    const [row] = await query<Pick<PortfolioRow, 'version' | 'calendar_done_on'>>(
      `SELECT version, to_char(calendar_done_on, 'YYYY-MM-DD') AS calendar_done_on FROM portfolios WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (row === undefined) return false;
    if (row.calendar_done_on !== null && row.calendar_done_on >= day) return true;
    if (row.version !== expectedVersion) return false;
    await query(
      `WITH portfolio AS (
         UPDATE portfolios SET calendar_done_on = $2, version = version + 1 WHERE id = $1
       ) ${insertAudit('$3')}`,
      [id, day, auditRows(id, [calendarEntry(day)], by)],
    );
    return true;
  });
}
