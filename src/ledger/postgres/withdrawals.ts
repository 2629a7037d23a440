import { refusedAs } from '../../domain/refused';
import type { KeptWithdrawal } from '../../domain/withdrawal';
import type { Actor, EndWithdrawal, EndWithdrawalResult, Ledger, WithdrawalPage } from '../ledger';
import { canonicalCash } from '../rules/canonical';
import { endEntry, withdrawalEnded, withdrawalRequested, withdrawalsOver } from '../rules/withdrawals';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import { lock, readPortfolio } from './closing';
import type { Database, Query } from './connection';
import { parameters, where } from './pages';

type Methods = Pick<Ledger, 'requestWithdrawal' | 'endWithdrawal' | 'endWithdrawals' | 'listWithdrawals'>;

export function withdrawalMethods(db: Database): Methods {
  return {
    requestWithdrawal: (id, given, by) =>
      changeOnce(db, by, 'requestWithdrawal', (query) => request(query, id, given, by)),
    endWithdrawal: (id, end, by) => changeOnce(db, by, 'endWithdrawal', (query) => endOne(query, id, end, by)),
    endWithdrawals: (by) => endOver(db, by),
    listWithdrawals: async (which) => {
      const { text, values } = withdrawalPage(which);
      return (await db.query<KeptWithdrawal>(text, values)).map(toWithdrawal);
    },
  };
}

const COLUMNS = `id, number::int, portfolio_id AS "portfolioId", amount::text, reason, until, requested_by AS by, requested_at AS at, state,
  ended_by AS "endedBy", ended_at AS "endedAt"`;

function toWithdrawal(row: KeptWithdrawal): KeptWithdrawal {
  return { ...row, amount: canonicalCash(row.amount) };
}

async function request(
  query: Query,
  ...[id, given, by]: Parameters<Ledger['requestWithdrawal']>
): ReturnType<Ledger['requestWithdrawal']> {
  const found = await query('SELECT FROM portfolios WHERE id = $1 FOR UPDATE', [id]);
  if (found.length === 0) return refusedAs('PORTFOLIO_NOT_FOUND', id);
  const requested = withdrawalRequested(await readPortfolio(query, id), given, by);
  if ('ok' in requested) return requested;
  const { withdrawal, entry } = requested;
  await query(
    `WITH portfolio AS (UPDATE portfolios SET version = version + 1 WHERE id = $1), withdrawal AS (
       INSERT INTO withdrawals (portfolio_id, id, amount, reason, until, requested_by, requested_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
     ) ${insertAudit('$8')}`,
    [
      id,
      withdrawal.id,
      withdrawal.amount,
      withdrawal.reason,
      withdrawal.until,
      withdrawal.by,
      withdrawal.at,
      auditRows(id, [entry], by),
    ],
  );
  return { ok: true, withdrawal };
}

async function endOne(query: Query, id: string, end: EndWithdrawal, by: Actor): Promise<EndWithdrawalResult> {
  await lock(query, '$1', id);
  const text = 'SELECT amount::text, state FROM withdrawals WHERE portfolio_id = $1 AND id = $2';
  const [found] = await query<Pick<KeptWithdrawal, 'amount' | 'state'>>(text, [id, end.withdrawalId]);
  const ended = withdrawalEnded(id, found, end);
  if ('ok' in ended) return ended;
  await markEnded(query, id, [end.withdrawalId], end.state, by);
  await query(`WITH portfolio AS (UPDATE portfolios SET version = version + 1 WHERE id = $1) ${insertAudit('$2')}`, [
    id,
    auditRows(id, [ended.entry], by),
  ]);
  return { ok: true };
}

/** The caller has the portfolio's lock, makes a new version of it, and writes the audit rows. */
export async function markEnded(
  query: Query,
  portfolioId: string,
  ids: readonly string[],
  state: EndWithdrawal['state'],
  by: Actor,
): Promise<void> {
  if (ids.length === 0) return;
  await query(
    `UPDATE withdrawals SET state = $3, ended_by = $4, ended_at = $5
      WHERE portfolio_id = $1 AND id = ANY ($2) AND state = 'OPEN'`,
    [portfolioId, ids, state, by.name, by.at],
  );
}

/** Some at a time: the next call goes on. */
const ENDED_AT_ONCE = 200;

async function endOver(db: Database, by: Actor): Promise<number> {
  const due = await db.query<{ id: string }>(
    `SELECT DISTINCT portfolio_id AS id FROM (
       SELECT portfolio_id FROM withdrawals WHERE state = 'OPEN' AND until <= $1 ORDER BY until LIMIT $2
     ) over`,
    [by.at, ENDED_AT_ONCE],
  );
  let ended = 0;
  for (const { id } of due)
    await db.transaction(async (query) => {
      await lock(query, '$1', id);
      const over = withdrawalsOver(await readPortfolio(query, id), by.at);
      if (over.length === 0) return;
      const ids = over.map((one) => one.id);
      await markEnded(query, id, ids, 'CANCELLED', by);
      const entries = over.map((one) => endEntry(one, 'CANCELLED', { until: one.until }));
      await query(
        `WITH portfolio AS (UPDATE portfolios SET version = version + 1 WHERE id = $1) ${insertAudit('$2')}`,
        [id, auditRows(id, entries, by)],
      );
      ended += over.length;
    });
  return ended;
}

function withdrawalPage({ portfolioId, id, state, after, limit }: WithdrawalPage) {
  const { values, $ } = parameters();
  const those = [
    ...(portfolioId === undefined ? [] : [`portfolio_id = ${$(portfolioId)}`]),
    ...(id === undefined ? [] : [`id = ${$(id)}`]),
    ...(state === undefined ? [] : [`state = ${$(state)}`]),
    ...(after === undefined ? [] : [`number < ${$(after)}`]),
  ];
  return { text: `SELECT ${COLUMNS} FROM withdrawals ${where(those)} ORDER BY number DESC LIMIT ${$(limit)}`, values };
}
