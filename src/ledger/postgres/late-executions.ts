import type { DerivedOrder } from '../../domain/late-executions';
import type { Actor, Ledger, NotedExecutions } from '../ledger';
import { executionsNoted } from '../rules/late-executions';
import { auditRows, insertAudit } from './audit';
import { lock } from './closing';
import type { Database, Query } from './connection';
import { FILL_COLUMNS, type FillRow, toFill } from './rows';

export function lateExecutionMethods(db: Database): Pick<Ledger, 'derivedOrders' | 'noteExecutions'> {
  return {
    derivedOrders: async (portfolioId, since) => {
      const orders = await db.query<Omit<DerivedOrder, 'fills'>>(
        `SELECT b.id AS "batchId", o.client_order_id AS "clientOrderId", o.side, b.market_time AS "marketTime"
           FROM batches b JOIN orders o ON o.batch_id = b.id JOIN fills f ON f.execution_id = 'derived-' || o.client_order_id
          WHERE b.portfolio_id = $1 AND b.market_time >= $2 AND b.state NOT IN ('PENDING', 'STALE')
            AND NOT EXISTS (SELECT FROM late_executions l WHERE l.client_order_id = o.client_order_id)
          ORDER BY b.number, o.client_order_id`,
        [portfolioId, since],
      );
      return Promise.all(
        orders.map(async (order) => ({ ...order, fills: await fillsOf(db.query, order.clientOrderId) })),
      );
    },
    noteExecutions: (portfolioId, noted, by) =>
      db.transaction((query) => noteExecutions(query, portfolioId, noted, by)),
  };
}

async function noteExecutions(query: Query, portfolioId: string, noted: NotedExecutions, by: Actor): Promise<boolean> {
  await lock(query, '$1', portfolioId);
  const { clientOrderId } = noted;
  const before = await query('SELECT FROM late_executions WHERE client_order_id = $1 LIMIT 1', [clientOrderId]);
  if (before.length > 0) return false;
  const { executions, entry } = executionsNoted(noted, await fillsOf(query, clientOrderId));
  await query(
    `WITH noted AS (
       INSERT INTO late_executions (execution_id, client_order_id, quantity, price, cash, at)
       SELECT "executionId", "clientOrderId", quantity, price, cash, at
         FROM jsonb_to_recordset($1) AS e("executionId" text, "clientOrderId" text, quantity numeric, price numeric, cash numeric, at timestamptz)
     ) ${insertAudit('$2')}`,
    [JSON.stringify(executions), auditRows(portfolioId, [entry], by)],
  );
  return true;
}

async function fillsOf(query: Query, clientOrderId: string) {
  const text = `SELECT ${FILL_COLUMNS} FROM fills f WHERE f.client_order_id = $1 ORDER BY f.at, f.execution_id`;
  return (await query<FillRow>(text, [clientOrderId])).map(toFill);
}
