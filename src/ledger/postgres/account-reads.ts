import { type Announced, DOUBT_WINDOW_MS, type Doubt, isDoubtful, TRUSTED_MS } from '../../domain/agreement';
import { later } from '../../domain/time';
import { type Actor, type Ledger, type ReadProgress, SYSTEM_AUDIT } from '../ledger';
import { differedEntry, doubtedEntry, shortened, trustedEntry } from '../rules/account-reads';
import { refused } from '../rules/canonical';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';

type ReadMethods = Pick<
  Ledger,
  'noteAgreement' | 'noteDifference' | 'doubt' | 'reviewDoubt' | 'trustBroker' | 'dueReads' | 'readProgress'
>;

export function accountReadMethods(db: Database): ReadMethods {
  return {
    noteAgreement: async (portfolioId, announced, by) => {
      await db.query(upsertAgreement('$1', '$2', '$3', '$4'), agreementValues(portfolioId, announced, by));
    },
    noteDifference: (portfolioId, { difference, read }, by) =>
      db.transaction(async (query) => {
        await query(
          `WITH noted AS (
             INSERT INTO account_reads (portfolio_id, read_at, difference) VALUES ($1, $2, $3)
             ON CONFLICT (portfolio_id) DO UPDATE SET read_at = excluded.read_at, difference = excluded.difference
           ) ${insertAudit('$4')}`,
          [portfolioId, by.at, shortened(difference), auditRows(portfolioId, [differedEntry(difference, read)], by)],
        );
        return beginDoubt(query, by);
      }),
    doubt: () => readDoubt(db.query),
    reviewDoubt: (by) => db.transaction((query) => reviewDoubt(query, by)),
    trustBroker: (reason, by) =>
      changeOnce(db, by, 'trustBroker', async (query) => {
        if (reason.trim() === '') throw refused('a reason is required to trust the broker');
        const before = await readDoubt(query, 'FOR UPDATE');
        if (before === null) return false;
        await endDoubt(query, later(by.at, TRUSTED_MS), reason, by);
        return true;
      }),
    dueReads: async ({ before, differingBefore, limit }) => {
      const rows = await db.query<{ id: string }>(
        `SELECT p.id FROM portfolios p LEFT JOIN account_reads r ON r.portfolio_id = p.id
          WHERE p.status <> 'CLOSED'
            AND (r.read_at IS NULL OR r.read_at < CASE WHEN r.difference IS NULL THEN $1::timestamptz ELSE $2::timestamptz END)
          ORDER BY r.difference IS NULL, r.read_at NULLS FIRST, p.id LIMIT $3`,
        [before, differingBefore, limit],
      );
      return rows.map(({ id }) => id);
    },
    readProgress: async (since) => {
      const [row] = await db.query<ReadProgress>(
        `SELECT count(*)::int AS portfolios, count(*) FILTER (WHERE r.read_at >= $1)::int AS read,
                count(*) FILTER (WHERE r.difference IS NOT NULL)::int AS differing, min(r.read_at) AS oldest
           FROM portfolios p LEFT JOIN account_reads r ON r.portfolio_id = p.id WHERE p.status <> 'CLOSED'`,
        [since],
      );
      return row ?? { portfolios: 0, read: 0, differing: 0, oldest: null };
    },
  };
}

/** SQL that records a reading that agreed; the parameters are `agreementValues`. */
export function upsertAgreement(id: string, at: string, leaving: string, arriving: string): string {
  return `INSERT INTO account_reads (portfolio_id, read_at, difference, leaving, arriving)
          VALUES (${id}, ${at}, NULL, ${leaving}, ${arriving})
          ON CONFLICT (portfolio_id) DO UPDATE SET read_at = excluded.read_at, difference = NULL,
            leaving = excluded.leaving, arriving = excluded.arriving`;
}

export function agreementValues(portfolioId: string, { leaving, arriving }: Announced, by: Actor): unknown[] {
  return [portfolioId, by.at, leaving, arriving];
}

const DOUBT_COLUMNS = 'since, differing, read';

async function readDoubt(query: Query, lock: '' | 'FOR UPDATE' = ''): Promise<Doubt | null> {
  const [row] = await query<Doubt>(`SELECT ${DOUBT_COLUMNS} FROM broker_doubt WHERE since IS NOT NULL ${lock}`);
  return row ?? null;
}

async function countSince(query: Query, since: string): Promise<Omit<Doubt, 'since'>> {
  const [row] = await query<Omit<Doubt, 'since'>>(
    `SELECT count(*) FILTER (WHERE difference IS NOT NULL)::int AS differing, count(*)::int AS read
       FROM account_reads WHERE read_at >= $1`,
    [since],
  );
  return row ?? { differing: 0, read: 0 };
}

/** Two differing accounts that are recorded at once may each miss the other; the next one sees both. */
async function beginDoubt(query: Query, by: Actor): Promise<Doubt | null> {
  const before = await readDoubt(query);
  if (before !== null) return before;
  const { differing, read } = await countSince(query, later(by.at, -DOUBT_WINDOW_MS));
  if (!isDoubtful(differing, read)) return null;
  const doubt: Doubt = { since: by.at, differing, read };
  const begun = await query(
    `UPDATE broker_doubt SET since = $1, differing = $2, read = $3
      WHERE since IS NULL AND (trusted_until IS NULL OR trusted_until < $1) RETURNING one`,
    [by.at, differing, read],
  );
  if (begun.length === 0) return readDoubt(query);
  await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [doubtedEntry(doubt)], by)]);
  return doubt;
}

async function reviewDoubt(query: Query, by: Actor): Promise<Doubt | null> {
  const doubt = await readDoubt(query, 'FOR UPDATE');
  if (doubt === null) return null;
  const { differing, read } = await countSince(query, later(doubt.since, -DOUBT_WINDOW_MS));
  if (isDoubtful(differing, read)) return doubt;
  await endDoubt(query, null, null, by);
  return null;
}

async function endDoubt(query: Query, trustedUntil: string | null, reason: string | null, by: Actor): Promise<void> {
  await query(
    `WITH doubt AS (UPDATE broker_doubt SET since = NULL, differing = 0, read = 0, trusted_until = $1) ${insertAudit('$2')}`,
    [trustedUntil, auditRows(SYSTEM_AUDIT, [trustedEntry(reason)], by)],
  );
}
