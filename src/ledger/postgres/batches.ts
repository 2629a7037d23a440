import { NOTHING_ANNOUNCED } from '../../domain/agreement';
import type { Batch } from '../../domain/batch';
import { beginningRefusal, type Trading } from '../../domain/kill-switch';
import { refusedAs } from '../../domain/refused';
import { type Actor, type BuySize, type Ledger, type NewBatch, type OpenBatchResult, rowLost } from '../ledger';
import { nextAttempts } from '../rules/attempts';
import { refused } from '../rules/canonical';
import { isBatchId, newBatch, sortedOrders } from '../rules/creation';
import { openedEntry, plannedEntry } from '../rules/entries';
import { batchSized, sizesDetail } from '../rules/sizing';
import { agreementValues, upsertAgreement } from './account-reads';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';
import { insertOrders, orderRows } from './orders';
import { unreleasable } from './plan-proposals';
import {
  BATCH_COLUMNS,
  type BatchRow,
  FILL_COLUMNS,
  type FillRow,
  NOT_REFUSED_COLUMNS,
  OPEN,
  type PortfolioRow,
  toBatch,
  toFill,
} from './rows';

type BatchMethods = Pick<
  Ledger,
  | 'openBatch'
  | 'findBatch'
  | 'findOpenBatch'
  | 'listUnsettled'
  | 'listBatches'
  | 'listFills'
  | 'raiseEpoch'
  | 'sizeBuys'
  | 'planAttempts'
>;

export function batchMethods(db: Database): BatchMethods {
  return {
    openBatch: (batch, by) => db.transaction((query) => openBatch(query, batch, by)),
    findBatch: (id) => findBatch(db.query, id),
    findOpenBatch: async (portfolioId) => {
      const text = `SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.portfolio_id = $1 AND b.${OPEN}`;
      const [row] = await db.query<BatchRow>(text, [portfolioId]);
      return row && toBatch(row);
    },
    listUnsettled: async () => {
      const rows = await db.query<{ id: string }>(
        `SELECT portfolio_id AS id FROM batches WHERE state = 'PENDING'
          UNION SELECT id FROM portfolios WHERE status = 'STALE' OR (frozen AND status <> 'CLOSED') ORDER BY 1`,
      );
      return rows.map(({ id }) => id);
    },
    listBatches: async (portfolioId) => {
      const text = `SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.portfolio_id = $1 ORDER BY b.number`;
      return (await db.query<BatchRow>(text, [portfolioId])).map(toBatch);
    },
    listFills: (batchId) => listFills(db.query, batchId),
    raiseEpoch: (batchId, by) => db.transaction((query) => raiseEpoch(query, batchId, by)),
    sizeBuys: (batchId, epoch, sizes, by) => db.transaction((query) => sizeBuys(query, batchId, epoch, sizes, by)),
    planAttempts: (batchId, epoch, orders, by) =>
      db.transaction((query) => planAttempts(query, batchId, epoch, orders, by)),
  };
}

/** Reads a batch whose row the transaction may have locked before, with its orders as they are now. */
async function findBatch(query: Query, id: string): Promise<Batch | undefined> {
  if (!isBatchId(id)) return undefined;
  const [row] = await query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.id = $1`, [id]);
  return row && toBatch(row);
}

async function openBatch(query: Query, batch: NewBatch, by: Actor): Promise<OpenBatchResult> {
  const [portfolio] = await query<PortfolioRow & { trading: Pick<Trading, 'position' | 'reason'> }>(
    `SELECT status, frozen, version, account_id, policy_version, (
       SELECT jsonb_build_object('position', position, 'reason', reason) FROM trading
     ) AS trading FROM portfolios WHERE id = $1 FOR UPDATE`,
    [batch.portfolioId],
  );
  if (portfolio === undefined) return refusedAs('NOT_ACTIVE', batch.portfolioId);
  const { account_id: accountId, policy_version: policyVersion } = portfolio;
  const after = newBatch(batch, { accountId, policyVersion });
  const [existing] = await query<{ id: string; portfolio_id: string }>(
    `SELECT id, portfolio_id FROM batches WHERE id = $1 OR (portfolio_id = $2 AND ${OPEN}) ORDER BY id = $1 DESC LIMIT 1`,
    [batch.id, batch.portfolioId],
  );
  if (existing?.id === batch.id) {
    if (existing.portfolio_id !== batch.portfolioId) throw refused(`batch ${batch.id} is of another portfolio`);
    const stored = await findBatch(query, batch.id);
    if (stored !== undefined) return { ok: true, batch: stored };
  }
  if (portfolio.status !== 'ACTIVE' || portfolio.frozen) return refusedAs('NOT_ACTIVE', batch.portfolioId);
  if (portfolio.version !== batch.expectedVersion) return refusedAs('VERSION_CHANGED', batch.portfolioId);
  if (existing !== undefined) return refusedAs('BATCH_OPEN', batch.portfolioId);
  // The switch is not locked, because then all batches that begin at once would wait for each other. If it is set after this, it
  // stops the orders from being sent.
  const kept = beginningRefusal(portfolio.trading, after.orders);
  if (kept !== undefined) return { ...refusedAs(kept.code, kept.detail), detail: kept.detail };
  const unapproved = await unreleasable(query, batch, by);
  if (unapproved !== undefined) return unapproved;
  const read = agreementValues(after.portfolioId, batch.announced ?? NOTHING_ANNOUNCED, by);
  await query(
    `WITH batch AS (
       INSERT INTO batches
         (id, portfolio_id, account_id, state, epoch, execution, priced_at, market_time, drift_before, drift_planned, opened_at,
          policy_version, calendar_day)
       VALUES ($1, $2, $3, 'PENDING', 1, $4, $5, $6, $7, $8, $9, $12, $17)
     ), released AS (
       UPDATE plan_proposals SET state = 'RELEASED', batch_id = $1 WHERE id = $18
     ), inserted AS (${insertOrders('$10')}
     ), traded AS (UPDATE portfolios SET ${NOT_REFUSED_COLUMNS} WHERE id = $2 AND refused_since IS NOT NULL
     ), read AS (${upsertAgreement('$13', '$14', '$15', '$16')})
     ${insertAudit('$11')}`,
    [
      after.id,
      after.portfolioId,
      after.accountId,
      after.execution,
      after.pricedAt,
      after.marketTime,
      after.driftBefore,
      after.driftPlanned,
      by.at,
      orderRows(after.orders),
      auditRows(after.portfolioId, [openedEntry(after, batch)], by),
      after.policyVersion,
      ...read,
      batch.calendarDay ?? null,
      batch.proposal ?? null,
    ],
  );
  return { ok: true, batch: after };
}

async function raiseEpoch(query: Query, batchId: string, by: Actor): Promise<Batch> {
  const batch = await lockBatch(query, batchId);
  if (batch.state !== 'PENDING' && batch.state !== 'STALE') return batch;
  const epoch = batch.epoch + 1;
  await query(`WITH batch AS (UPDATE batches SET epoch = $2 WHERE id = $1) ${insertAudit('$3')}`, [
    batchId,
    epoch,
    auditRows(batch.portfolioId, [{ event: 'EPOCH_RAISED', batchId, detail: { epoch } }], by),
  ]);
  return { ...batch, epoch };
}

async function sizeBuys(
  query: Query,
  batchId: string,
  epoch: number,
  sizes: Record<string, BuySize>,
  by: Actor,
): Promise<Batch> {
  const batch = await lockBatch(query, batchId);
  if (batch.epoch !== epoch || batch.state !== 'PENDING' || batch.buysSizedAt !== null) return batch;
  const after = batchSized(batch, sizes, by);
  // Recording an order locks the order first and then the end of the audit's chain. The statement below takes them the other way round,
  // so the orders are locked before it: otherwise the two could deadlock.
  await query(`SELECT FROM orders WHERE batch_id = $1 AND kind = 'order' ORDER BY client_order_id FOR UPDATE`, [
    batchId,
  ]);
  const detail = sizesDetail(sizes);
  await query(
    `WITH batch AS (UPDATE batches SET buys_sized_at = $2 WHERE id = $1),
          sized AS (
            UPDATE orders SET quantity = (n.value->>'quantity')::numeric, notional = (n.value->>'notional')::numeric
              FROM jsonb_each($3) n WHERE batch_id = $1 AND kind = 'order' AND symbol = n.key
          )
     ${insertAudit('$4')}`,
    [
      batchId,
      after.buysSizedAt,
      JSON.stringify(sizes),
      auditRows(batch.portfolioId, [{ event: 'BUYS_SIZED', batchId, detail }], by),
    ],
  );
  return after;
}

async function planAttempts(
  query: Query,
  ...[batchId, epoch, orders, by]: Parameters<Ledger['planAttempts']>
): Promise<Batch> {
  const batch = await lockBatch(query, batchId);
  const attempts = nextAttempts(batch, epoch, orders);
  if (attempts.length === 0) return batch;
  await query(`WITH inserted AS (${insertOrders('$1')}) ${insertAudit('$2')}`, [
    orderRows(attempts),
    auditRows(batch.portfolioId, attempts.map(plannedEntry), by),
  ]);
  return { ...batch, orders: sortedOrders([...batch.orders, ...attempts]) };
}

/**
 * Locks a batch and then reads it, so that it is read as it was when the lock was granted.
 *
 * @throws LedgerFault ROW_LOST when there is no such batch.
 */
async function lockBatch(query: Query, batchId: string): Promise<Batch> {
  if (isBatchId(batchId)) await query('SELECT FROM batches WHERE id = $1 FOR UPDATE', [batchId]);
  const batch = await findBatch(query, batchId);
  if (batch === undefined) throw rowLost(`batch ${batchId}`);
  return batch;
}

async function listFills(query: Query, batchId: string) {
  if (!isBatchId(batchId)) return [];
  const rows = await query<FillRow>(
    `SELECT ${FILL_COLUMNS} FROM fills f JOIN orders o USING (client_order_id) WHERE o.batch_id = $1 ORDER BY f.at, f.execution_id`,
    [batchId],
  );
  return rows.map(toFill);
}
