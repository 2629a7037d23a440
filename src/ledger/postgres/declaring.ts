// Records an outcome that two people declare. Locks are taken as everywhere: the portfolio, the batch, then the orders of one
// symbol.

import type { Batch } from '../../domain/batch';
import { type AuditedEvent, OUTCOME_DECLARED, OUTCOME_PROPOSED } from '../../domain/declaration';
import type { Actor, DeclareAnswer, DeclareOutcome, Ledger } from '../ledger';
import { declaring } from '../rules/declaring';
import { auditRows, insertAudit } from './audit';
import { lock, readPortfolio, save } from './closing';
import type { Database, Query } from './connection';
import { readKeys } from './keys';
import { orderRows, updateOrders } from './orders';
import { BATCH_COLUMNS, type BatchRow, FILL_COLUMNS, type FillRow, toBatch, toFill } from './rows';

export function declaringMethods(db: Database): Pick<Ledger, 'declareOutcome'> {
  return { declareOutcome: (declare, by) => db.transaction((query) => declareOutcome(query, declare, by)) };
}

async function declareOutcome(query: Query, declare: DeclareOutcome, by: Actor): Promise<DeclareAnswer> {
  const { clientOrderId } = declare.declaration;
  await lock(query, '$1', declare.portfolioId);
  const before = await readPortfolio(query, declare.portfolioId);
  const batch = await lockBatchOf(query, clientOrderId);
  const events = await eventsOf(query, before.id, clientOrderId);
  const rows = {
    portfolio: before,
    batch,
    events,
    keys: await readKeys(query, [by.name, ...events.map(({ actor }) => actor)]),
    fills: (
      await query<FillRow>(`SELECT ${FILL_COLUMNS} FROM fills f WHERE f.client_order_id = $1`, [clientOrderId])
    ).map(toFill),
  };
  const { answer, portfolio, orders, fills, entries } = declaring(rows, declare, by);
  if (orders.length === 0) {
    if (entries.length > 0) await query(insertAudit('$1'), [auditRows(before.id, entries, by)]);
    return answer;
  }
  // The audit first: the schema looks there for the two people.
  await save(query, before, { portfolio, batch: null, entries }, by);
  await query(updateOrders('$1'), [orderRows(orders)]);
  for (const { executionId, quantity, price, cash, at } of fills)
    await query(
      `INSERT INTO fills (execution_id, client_order_id, quantity, price, cash, at, declared)
       VALUES ($1, $2, $3, $4, $5, $6, true)`,
      [executionId, clientOrderId, quantity, price, cash, at],
    );
  return answer;
}

async function lockBatchOf(query: Query, clientOrderId: string): Promise<Batch | undefined> {
  const [found] = await query<{ id: string; symbol: string }>(
    `SELECT b.id, o.symbol FROM batches b JOIN orders o ON o.batch_id = b.id WHERE o.client_order_id = $1 FOR UPDATE OF b`,
    [clientOrderId],
  );
  if (found === undefined) return undefined;
  await query('SELECT FROM orders WHERE batch_id = $1 AND symbol = $2 ORDER BY kind, attempt FOR UPDATE', [
    found.id,
    found.symbol,
  ]);
  const [row] = await query<BatchRow>(`SELECT ${BATCH_COLUMNS} FROM batches b WHERE b.id = $1`, [found.id]);
  return row && toBatch(row);
}

function eventsOf(query: Query, portfolioId: string, clientOrderId: string): Promise<AuditedEvent[]> {
  return query<AuditedEvent>(
    `SELECT event, detail, actor, at FROM audit
      WHERE portfolio_id = $1 AND detail->>'clientOrderId' = $2
        AND (event LIKE '%\\_SENT' OR event IN ('${OUTCOME_PROPOSED}', '${OUTCOME_DECLARED}')) ORDER BY sequence`,
    [portfolioId, clientOrderId],
  );
}
