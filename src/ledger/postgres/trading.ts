import { invariant } from '../../domain/invariant';
import type { Trading } from '../../domain/trading';
import { type Ledger, SYSTEM_AUDIT } from '../ledger';
import { tradingSet } from '../rules/trading';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';

export function tradingMethods(db: Database): Pick<Ledger, 'trading' | 'setTrading'> {
  return {
    trading: () => readTrading(db.query),
    setTrading: (change, by) =>
      db.transaction(async (query) => {
        await query('SELECT FROM trading FOR UPDATE');
        const before = await readTrading(query);
        const set = tradingSet(before, change, by);
        if (set === undefined) return before;
        const { position, reason, actor, since } = set.after;
        await query(
          `WITH trading AS (UPDATE trading SET position = $1, reason = $2, actor = $3, since = $4) ${insertAudit('$5')}`,
          [position, reason, actor, since, auditRows(SYSTEM_AUDIT, [set.entry], by)],
        );
        return set.after;
      }),
  };
}

async function readTrading(query: Query): Promise<Trading> {
  const [row] = await query<Trading>('SELECT position, reason, actor, since FROM trading');
  invariant(row !== undefined, 'the kill switch stands somewhere');
  return row;
}
