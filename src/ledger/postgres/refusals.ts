import type { Ledger, RefusedPage, RefusedPortfolio } from '../ledger';
import { canonicalTime } from '../rules/canonical';
import { refusalNoted } from '../rules/refusing';
import { auditRows, insertAudit } from './audit';
import type { Database } from './connection';
import { OPEN, type PortfolioRow, type RefusedColumns, toRefused } from './rows';

export function refusalMethods(db: Database): Pick<Ledger, 'noteRefusal' | 'listRefused'> {
  return {
    noteRefusal: (...asked) => noteRefusal(db, ...asked),
    listRefused: (which) => listRefused(db, which),
  };
}

async function noteRefusal(
  db: Database,
  ...[id, refusal, expectedVersion, by]: Parameters<Ledger['noteRefusal']>
): Promise<boolean> {
  return db.transaction(async (query) => {
    const [row] = await query<Pick<PortfolioRow, 'status' | 'frozen' | 'version'> & RefusedColumns>(
      `SELECT status, frozen, version, refused_since, refused_code, refused_detail FROM portfolios WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (row === undefined) return false;
    // A statement of its own: one that waited for the lock would look for batches as they were before it.
    const open = await query(`SELECT FROM batches WHERE portfolio_id = $1 AND ${OPEN}`, [id]);
    const noted = refusalNoted({ ...row, ...toRefused(row) }, refusal, expectedVersion, open.length > 0, by);
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

async function listRefused(db: Database, { code, after, limit }: RefusedPage): Promise<RefusedPortfolio[]> {
  const rows = await db.query<RefusedPortfolio>(
    `SELECT id, account_id AS "accountId", version, refused_code AS code, refused_detail AS detail, refused_since AS since
       FROM portfolios
      WHERE refused_since IS NOT NULL AND ($1::text IS NULL OR refused_code = $1)
        AND ($2::timestamptz IS NULL OR (refused_since, id) > ($2, $3))
      ORDER BY refused_since, id LIMIT $4`,
    [code, after?.since, after?.id, limit],
  );
  return rows.map((row) => ({ ...row, since: canonicalTime(row.since) }));
}
