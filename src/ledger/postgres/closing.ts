// The end of a batch. Everyone who locks both the portfolio and the batch locks the portfolio first.

import type { Batch, Fill } from '../../domain/batch';
import type { Side } from '../../domain/order';
import type { Portfolio } from '../../domain/portfolio';
import type { Actor, CloseBatch, EndStale, Ledger, MarkStale } from '../ledger';
import { type BookedFill, distinctFills } from '../rules/booking';
import { refused } from '../rules/canonical';
import {
  type Closed,
  closeBooks,
  closingStands,
  endStaleBooks,
  STALE_ENDED,
  staleBooks,
  staleMayEnd,
} from '../rules/closing';
import { isBatchId } from '../rules/creation';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';
import {
  BATCH_COLUMNS,
  type BatchRow,
  NOT_REFUSED_COLUMNS,
  PORTFOLIO_COLUMNS,
  type PortfolioRow,
  toBatch,
  toPortfolio,
} from './rows';

type ClosingMethods = Pick<Ledger, 'closeBatch' | 'markStale' | 'endStale'>;

export function closingMethods(db: Database): ClosingMethods {
  return {
    closeBatch: (close, by) => db.transaction((query) => closeBatch(query, close, by)),
    markStale: (portfolioId, stale, by) => db.transaction((query) => markStale(query, portfolioId, stale, by)),
    endStale: (portfolioId, end, by) => db.transaction((query) => endStale(query, portfolioId, end, by)),
  };
}

async function closeBatch(query: Query, close: CloseBatch, by: Actor): Promise<boolean> {
  if (!isBatchId(close.batchId)) return false;
  await lock(query, '(SELECT portfolio_id FROM batches WHERE id = $1)', close.batchId);
  const [row] = await query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.id = $1 FOR UPDATE`, [
    close.batchId,
  ]);
  if (row === undefined) return false;
  const batch = toBatch(row);
  const stands = closingStands(batch, close);
  if (stands !== 'may') return stands === 'done';
  const portfolio = await readPortfolio(query, batch.portfolioId);
  const fills = await insertFills(query, portfolio, close.fills);
  await save(query, portfolio, closeBooks(portfolio, batch, close, fills), by);
  return true;
}

async function markStale(query: Query, portfolioId: string, stale: MarkStale, by: Actor): Promise<void> {
  await lock(query, '$1', portfolioId);
  const portfolio = await readPortfolio(query, portfolioId);
  const batch = await lockOpenBatch(query, portfolioId);
  const fills = await insertFills(query, portfolio, stale.fills);
  const closed = staleBooks(portfolio, batch, stale, fills);
  if (closed !== undefined) await save(query, portfolio, closed, by);
}

async function endStale(query: Query, portfolioId: string, end: EndStale, by: Actor): Promise<boolean> {
  await lock(query, '$1', portfolioId);
  const portfolio = await readPortfolio(query, portfolioId);
  if (portfolio.status !== 'STALE') return endedBefore(query, portfolioId, end);
  if (end.requestId !== undefined && (await isDone(query, portfolioId, end.requestId))) return true;
  const batch = await lockOpenBatch(query, portfolioId);
  if (!staleMayEnd(portfolio, batch, end)) return false;
  const fills = await insertFills(query, portfolio, end.fills);
  await save(query, portfolio, endStaleBooks(portfolio, batch, end, fills), by);
  return true;
}

/** True when the portfolio's last STALE was ended in this way already (L2). */
async function endedBefore(query: Query, portfolioId: string, end: EndStale): Promise<boolean> {
  const [last] = await query<{ same: boolean }>(
    `SELECT event = $2 AND detail->>'batchState' = $3 AS same FROM audit
      WHERE portfolio_id = $1 AND event IN ('PORTFOLIO_STALE', $2) ORDER BY sequence DESC LIMIT 1`,
    [portfolioId, STALE_ENDED, end.batchState],
  );
  return last?.same === true;
}

/**
 * True when an earlier attempt, whose answer was lost, has done it already. This attempt may have read the account before that.
 */
async function isDone(query: Query, portfolioId: string, requestId: string): Promise<boolean> {
  const done = await query(
    `SELECT FROM audit WHERE portfolio_id = $1 AND event IN ('PORTFOLIO_STALE', $2) AND detail->>'requestId' = $3 LIMIT 1`,
    [portfolioId, STALE_ENDED, requestId],
  );
  return done.length > 0;
}

/**
 * `id` is SQL for a portfolio's id, with the parameter `value`. Whatever is read afterwards cannot change before the transaction
 * ends.
 */
export async function lock(query: Query, id: string, value: string): Promise<void> {
  await query(`SELECT FROM portfolios WHERE id = ${id} FOR UPDATE`, [value]);
}

export async function readPortfolio(query: Query, id: string): Promise<Portfolio> {
  const [row] = await query<PortfolioRow>(`SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p WHERE p.id = $1`, [id]);
  if (row === undefined) throw refused(`there is no portfolio ${id}`);
  return toPortfolio(row);
}

async function lockOpenBatch(query: Query, portfolioId: string): Promise<Batch | null> {
  const open = `portfolio_id = $1 AND state IN ('PENDING', 'STALE')`;
  await query(`SELECT FROM batches WHERE ${open} FOR UPDATE`, [portfolioId]);
  const [row] = await query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.${open}`, [portfolioId]);
  return row === undefined ? null : toBatch(row);
}

/** Stores the new fills and returns them: an execution is booked once, however often it is passed in. */
async function insertFills(query: Query, portfolio: Portfolio, fills: readonly Fill[]): Promise<BookedFill[]> {
  if (fills.length === 0) return [];
  const distinct = distinctFills(fills);
  const rows = await query<{ fresh: boolean; execution_id: string; symbol: string; side: Side }>(
    `WITH given AS (
       SELECT f.*, o.symbol, o.side, b.portfolio_id
         FROM jsonb_to_recordset($1) AS f("executionId" text, "clientOrderId" text, quantity numeric, price numeric, cash numeric, at timestamptz)
         JOIN orders o ON o.client_order_id = f."clientOrderId"
         JOIN batches b ON b.id = o.batch_id AND b.portfolio_id = $2
     ), stored AS (
       INSERT INTO fills (execution_id, client_order_id, quantity, price, cash, at)
         SELECT "executionId", "clientOrderId", quantity, price, cash, at FROM given ORDER BY 1
       ON CONFLICT (execution_id) DO NOTHING RETURNING execution_id
     )
     SELECT "executionId" AS execution_id, symbol, side, EXISTS (
       SELECT FROM stored WHERE execution_id = "executionId"
     ) AS fresh FROM given`,
    [JSON.stringify(distinct), portfolio.id],
  );
  const found = new Map(rows.map((row) => [row.execution_id, row]));
  const booked: BookedFill[] = [];
  for (const fill of distinct) {
    const row = found.get(fill.executionId);
    if (row === undefined) throw refused(`fill ${fill.executionId} is of no order of portfolio ${portfolio.id}`);
    if (row.fresh) booked.push({ ...fill, symbol: row.symbol, side: row.side });
  }
  return booked;
}

export async function save(
  query: Query,
  before: Portfolio,
  { portfolio, batch, entries }: Closed,
  by: Actor,
): Promise<void> {
  const kept = new Set(portfolio.holdings.map(({ symbol }) => symbol));
  const gone = before.holdings.filter(({ symbol }) => !kept.has(symbol)).map(({ symbol }) => symbol);
  await query(
    `WITH portfolio AS (
       UPDATE portfolios SET status = $2, status_reason = $3, version = $4, cash = $5, cool_until = $6, rollbacks_in_a_row = $7,
               status_before = $16, frozen = $17, freeze_undoes = $18, ${NOT_REFUSED_COLUMNS},
               calendar_done_on = greatest(calendar_done_on, (
                 SELECT calendar_day FROM batches WHERE id = $10 AND $11 IN ('SUCCESS', 'ADJUSTED'))),
               stale_since = CASE WHEN $2 = 'STALE' THEN CASE WHEN status = 'STALE' THEN stale_since ELSE $19 END END
        WHERE id = $1
     ), gone AS (
       DELETE FROM holdings WHERE portfolio_id = $1 AND symbol = ANY ($8)
     ), kept AS (
       INSERT INTO holdings SELECT $1, h.symbol, h.quantity FROM jsonb_to_recordset($9) AS h(symbol text, quantity numeric)
       ON CONFLICT (portfolio_id, symbol) DO UPDATE SET quantity = excluded.quantity
     ), batch AS (
       UPDATE batches SET state = $11, drift_after = $12, cause = $13, residual = $14 WHERE id = $10
     )
     ${insertAudit('$15')}`,
    [
      portfolio.id,
      portfolio.status,
      portfolio.statusReason,
      portfolio.version,
      portfolio.cash,
      portfolio.coolUntil,
      portfolio.rollbacksInARow,
      gone,
      JSON.stringify(portfolio.holdings),
      batch?.id ?? null,
      batch?.state ?? null,
      batch?.driftAfter ?? null,
      batch?.cause == null ? null : JSON.stringify(batch.cause),
      batch?.residual ?? null,
      auditRows(portfolio.id, entries, by),
      portfolio.statusBefore,
      portfolio.frozen,
      portfolio.freezeUndoes,
      by.at,
    ],
  );
}
