import { isOpen } from '../../domain/batch';
import type { Order } from '../../domain/order';
import { type Actor, type Ledger, type OrderNews, type PlannedReversal, rowLost, type SendAnswer } from '../ledger';
import { overtaken, refused } from '../rules/canonical';
import { isBatchId } from '../rules/creation';
import { newsEntries, plannedEntry, rolledBackEntry, type SendMark } from '../rules/entries';
import { applyNews } from '../rules/order-news';
import { plannedReversal, reversalStep } from '../rules/reversal';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';
import { ORDER_COLUMNS, type OrderRow, toOrder } from './rows';

type OrderMethods = Pick<Ledger, 'markSent' | 'markClaimed' | 'recordOrder' | 'planReversal'>;

export function orderMethods(db: Database): OrderMethods {
  return {
    markSent: (...send) => mark(db.query, 'SENT', ...send),
    markClaimed: (...claim) => mark(db.query, 'CLAIMED', ...claim),
    recordOrder: (clientOrderId, news, by) => db.transaction((query) => recordOrder(query, clientOrderId, news, by)),
    planReversal: (batchId, epoch, symbol, by) =>
      db.transaction((query) => planReversal(query, batchId, epoch, symbol, by)),
  };
}

/**
 * One statement. The portfolio's and the batch's rows are locked for sharing, in this order. So a freeze, and a recovery that raises
 * the epoch, come wholly before this (and the condition fails) or wholly after (and see the order sent); of two senders that know the same last send the second finds another one.
 */
async function mark(
  query: Query,
  as: SendMark,
  ...[clientOrderId, epoch, previous, by, isDecision = false]: Parameters<Ledger['markSent']>
) {
  const [row] = await query<{ answer: SendAnswer }>(
    `WITH meant AS (
       SELECT o.batch_id, o.kind = 'reversal' AS undoing, o.kind = 'order' AND o.attempt = 1 AND o.state IN ('PENDING', 'UNKNOWN') AS first, b.portfolio_id
         FROM orders o JOIN batches b ON b.id = o.batch_id WHERE o.client_order_id = $1
     ), portfolio AS (
       SELECT frozen, freeze_undoes FROM portfolios WHERE id = (SELECT portfolio_id FROM meant) FOR SHARE
     ), stopped AS (
       SELECT CASE
                WHEN position = 'halted' AND NOT (undoing AND undo) THEN 'halted'
                WHEN frozen AND NOT $7::boolean AND NOT (undoing AND freeze_undoes) THEN 'frozen'
                WHEN first AND EXISTS (
                  SELECT FROM orders WHERE batch_id = meant.batch_id AND kind = 'order' AND attempt = 1 AND state = 'ERROR'
                ) THEN 'batch-failed'
              END AS why
         FROM meant, portfolio, trading WHERE $6 = 'SENT'
     ), batch AS (
       SELECT id, portfolio_id FROM batches
        WHERE id = (SELECT batch_id FROM meant, portfolio) AND epoch = $2 AND state IN ('PENDING', 'STALE')
          FOR SHARE
     ), sent AS (
       UPDATE orders o SET sent_at = $4 FROM batch
        WHERE o.client_order_id = $1 AND o.batch_id = batch.id
          AND o.state IN ('PENDING', 'UNKNOWN') AND o.sent_at IS NOT DISTINCT FROM $3::timestamptz
          AND NOT EXISTS (SELECT FROM stopped WHERE why IS NOT NULL)
       RETURNING o.kind, o.client_order_id, batch.id, batch.portfolio_id
     ), audited AS (
       INSERT INTO audit (portfolio_id, batch_id, event, detail, actor, at)
         SELECT portfolio_id, id, upper(kind) || '_' || $6,
                jsonb_build_object('clientOrderId', client_order_id, 'epoch', $2::integer, 'first', $3::timestamptz IS NULL)
                  || CASE WHEN $7 THEN '{"decision": true}' ELSE '{}' END::jsonb, $5, $4
           FROM sent
       RETURNING id
     )
     SELECT CASE WHEN EXISTS (SELECT FROM audited) THEN 'may-send'
                 ELSE coalesce((SELECT why FROM stopped), 'overtaken') END AS answer`,
    [clientOrderId, epoch, previous, by.at, by.name, as, isDecision],
  );
  return row?.answer ?? 'overtaken';
}

async function recordOrder(query: Query, clientOrderId: string, news: OrderNews, by: Actor) {
  const family = await lockFamily(
    query,
    `(o.batch_id, o.symbol) = (SELECT batch_id, symbol FROM orders WHERE client_order_id = $1)`,
    [clientOrderId],
  );
  const before = family.orders.find((order) => order.clientOrderId === clientOrderId);
  if (before === undefined) throw rowLost(`order ${clientOrderId}`);
  const after = applyNews(before, news);
  if (after === before) return { state: before.state, filledQuantity: before.filledQuantity };
  const changed = [after];
  const entries = newsEntries(before, after);
  if (after.kind === 'reversal') {
    const step = reversalStep(family.orders.map((order) => (order === before ? after : order)));
    if (step.kind === 'reversed') {
      changed.push(...step.orders);
      entries.push(...step.orders.map(rolledBackEntry));
    }
  }
  await query(`WITH changed AS (${updateOrders('$1')}) ${insertAudit('$2')}`, [
    orderRows(changed),
    auditRows(family.portfolioId, entries, by),
  ]);
  return { state: after.state, filledQuantity: after.filledQuantity };
}

async function planReversal(
  query: Query,
  batchId: string,
  epoch: number,
  symbol: string,
  by: Actor,
): Promise<PlannedReversal | undefined> {
  if (!isBatchId(batchId)) throw rowLost(`batch ${batchId}`);
  // The lock makes a second planner wait; its next statement then sees the attempt that this one stored.
  const [batch] = await query<{ epoch: number; state: 'PENDING' }>(
    'SELECT epoch, state FROM batches WHERE id = $1 FOR UPDATE',
    [batchId],
  );
  if (batch === undefined) throw rowLost(`batch ${batchId}`);
  const family = await lockFamily(query, 'o.batch_id = $1 AND o.symbol = $2', [batchId, symbol]);
  const step = reversalStep(family.orders);
  if (step.kind === 'nothing-left') return undefined;
  if (!isOpen(batch.state)) throw refused(`batch ${batchId} is ${batch.state}: nothing of it is reversed any more`);
  if (batch.epoch !== epoch) throw overtaken(batchId, epoch, batch.epoch);
  if (step.kind === 'under-way') return plannedReversal(step.reversal);
  if (step.kind === 'reversed') {
    const audit = auditRows(family.portfolioId, step.orders.map(rolledBackEntry), by);
    await query(`WITH changed AS (${updateOrders('$1')}) ${insertAudit('$2')}`, [orderRows(step.orders), audit]);
    return undefined;
  }
  await query(`WITH inserted AS (${insertOrders('$1')}) ${insertAudit('$2')}`, [
    orderRows([step.reversal]),
    auditRows(family.portfolioId, [plannedEntry(step.reversal)], by),
  ]);
  return plannedReversal(step.reversal);
}

/** One symbol's orders of a batch and their reversals, by attempt: always locked in this order, so nobody deadlocks. */
async function lockFamily(query: Query, condition: string, values: unknown[]) {
  const rows = await query<OrderRow & { portfolio_id: string }>(
    `SELECT ${ORDER_COLUMNS}, b.portfolio_id FROM orders o JOIN batches b ON b.id = o.batch_id
      WHERE ${condition} ORDER BY o.kind, o.attempt FOR UPDATE OF o`,
    values,
  );
  return { orders: rows.map(toOrder), portfolioId: rows[0]?.portfolio_id ?? '' };
}

const RECORD = `r(client_order_id text, batch_id uuid, symbol text, kind text, attempt integer, side text, quantity numeric,
  notional numeric, state text, sent_at timestamptz, broker_order_id text, filled_quantity numeric, filled_price numeric, error_code text,
  error_message text)`;

/** `$n` is what `orderRows` gives. */
export function insertOrders(parameter: string): string {
  return `INSERT INTO orders (client_order_id, batch_id, symbol, kind, attempt, side, quantity, notional, state)
    SELECT client_order_id, batch_id, symbol, kind, attempt, side, quantity, notional, state
      FROM jsonb_to_recordset(${parameter}::jsonb) AS ${RECORD}`;
}

/** `$n` is what `orderRows` gives. */
export function updateOrders(parameter: string): string {
  return `UPDATE orders o
    SET state = r.state, sent_at = r.sent_at, broker_order_id = r.broker_order_id, filled_quantity = r.filled_quantity,
        filled_price = r.filled_price, error_code = r.error_code, error_message = r.error_message
    FROM jsonb_to_recordset(${parameter}::jsonb) AS ${RECORD}
    WHERE o.client_order_id = r.client_order_id`;
}

export function orderRows(orders: readonly Order[]): string {
  return JSON.stringify(
    orders.map((order) => ({
      client_order_id: order.clientOrderId,
      batch_id: order.batchId,
      symbol: order.symbol,
      kind: order.kind,
      attempt: order.attempt,
      side: order.side,
      quantity: order.quantity,
      notional: order.notional,
      state: order.state,
      sent_at: order.sentAt,
      broker_order_id: order.brokerOrderId,
      filled_quantity: order.filledQuantity,
      filled_price: order.filledPrice,
      error_code: order.errorCode,
      error_message: order.errorMessage,
    })),
  );
}
