import type { Fill } from '../../domain/batch';
import { isDerived } from '../../domain/derived-fill';
import type { NotedExecutions } from '../ledger';
import { distinctFills } from './booking';
import { refused } from './canonical';
import type { AuditEntry } from './closing';

/** Returns what is stored about executions that are listed late. `fills` are the booked fills of the order. */
export function executionsNoted(
  { batchId, clientOrderId, executions, quantityDifference, cashDifference }: NotedExecutions,
  fills: readonly Fill[],
): { executions: Fill[]; entry: AuditEntry } {
  const derived = fills.find(isDerived);
  if (derived === undefined) throw refused(`no fill was derived from ${clientOrderId}`);
  const noted = distinctFills(executions);
  const { quantity, price, cash } = derived;
  const detail = {
    clientOrderId,
    derived: { quantity, price, cash },
    executions: noted.map(({ clientOrderId: _, ...execution }) => execution),
    quantityDifference,
    cashDifference,
  };
  return { executions: noted, entry: { event: 'EXECUTIONS_LISTED', batchId, detail } };
}
