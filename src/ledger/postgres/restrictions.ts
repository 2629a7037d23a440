import { refusedAs } from '../../domain/refused';
import type { Restriction } from '../../domain/restriction';
import type { Actor, Ledger } from '../ledger';
import type { AuditEntry } from '../rules/closing';
import { firstEndOf, restrictionAdded, restrictionRemoved, restrictionsEnded } from '../rules/restrictions';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import type { PortfolioRow } from './rows';

type Methods = Pick<Ledger, 'addRestriction' | 'removeRestriction' | 'endRestrictions'>;

export function restrictionMethods(db: Database): Methods {
  return {
    addRestriction: (id, given, by) =>
      changeOnce(db, by, 'addRestriction', (query) => change(query, id, by, (row) => restrictionAdded(row, given, by))),
    removeRestriction: (id, which, by) =>
      changeOnce(db, by, 'removeRestriction', (query) =>
        change(query, id, by, (row) => restrictionRemoved(row, which)),
      ),
    endRestrictions: (by) => endRestrictions(db, by),
  };
}

type Row = Pick<PortfolioRow, 'id' | 'status' | 'restrictions'>;

async function change<Answer extends object>(
  query: Query,
  id: string,
  by: Actor,
  decide: (row: Row) => { restrictions: Restriction[]; entries: AuditEntry[] } | Answer,
) {
  const row = await locked(query, id);
  if (row === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
  const changed = decide(row);
  if (!('entries' in changed)) return changed;
  await store(query, id, changed, by);
  return { ok: true } as const;
}

/** Some at a time: the next call goes on. */
const ENDED_AT_ONCE = 200;

async function endRestrictions(db: Database, by: Actor): Promise<number> {
  const due = await db.query<{ id: string }>(
    'SELECT id FROM portfolios WHERE restricted_until <= $1 ORDER BY restricted_until LIMIT $2',
    [by.at, ENDED_AT_ONCE],
  );
  for (const { id } of due)
    await db.transaction(async (query) => {
      const row = await locked(query, id);
      const ended = row && restrictionsEnded(row, by.at);
      if (ended !== undefined) await store(query, id, ended, by);
    });
  return due.length;
}

async function locked(query: Query, id: string): Promise<Row | undefined> {
  const [row] = await query<Row>('SELECT id, status, restrictions FROM portfolios WHERE id = $1 FOR UPDATE', [id]);
  return row;
}

async function store(
  query: Query,
  id: string,
  { restrictions, entries }: { restrictions: Restriction[]; entries: AuditEntry[] },
  by: Actor,
): Promise<void> {
  await query(
    `WITH portfolio AS (
       UPDATE portfolios SET restrictions = $2, restricted_until = $3, version = version + 1,
         settings_revision = settings_revision + 1 WHERE id = $1
     ) ${insertAudit('$4')}`,
    [id, JSON.stringify(restrictions), firstEndOf(restrictions), auditRows(id, entries, by)],
  );
}
