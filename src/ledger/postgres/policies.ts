import { refusedAs } from '../../domain/refused';
import type { Actor, Ledger, PolicyVersion } from '../ledger';
import { canonicalTime, storableText } from '../rules/canonical';
import { type PolicySet, policySet } from '../rules/policies';
import { subscribed } from '../rules/settings';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { followedBy } from './followed';
import { type PortfolioRow, toPolicy } from './rows';

export function policyMethods(db: Database): Pick<Ledger, 'setPolicy' | 'listPolicies'> {
  return {
    setPolicy: (...asked) => setPolicy(db, ...asked),
    listPolicies: (id) => listPolicies(db, id),
  };
}

/**
 * The policy of `$1` if it has no row of its own because it never changed; then it was set when the portfolio was created. Most
 * portfolios never change their policy, and earlier builds had no such rows.
 */
const FIRST_POLICY = `
  SELECT p.policy_version AS version, p.policy, a.actor, NULL::text AS reason, a.at
    FROM portfolios p JOIN audit a ON a.portfolio_id = p.id AND a.event = 'PORTFOLIO_CREATED'
   WHERE p.id = $1 AND NOT EXISTS (SELECT FROM portfolio_policies WHERE portfolio_id = $1)`;

async function setPolicy(
  db: Database,
  ...[id, change, by]: Parameters<Ledger['setPolicy']>
): ReturnType<Ledger['setPolicy']> {
  return changeOnce(db, by, 'setPolicy', async (query) => {
    const text = 'SELECT status, settings_revision, policy, policy_version FROM portfolios WHERE id = $1 FOR UPDATE';
    const [row] = await query<Pick<PortfolioRow, 'status' | 'settings_revision' | 'policy' | 'policy_version'>>(text, [
      id,
    ]);
    if (row === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const before = {
      id,
      status: row.status,
      settingsRevision: row.settings_revision,
      policy: toPolicy(row.policy),
      policyVersion: row.policy_version,
    };
    const set = policySet(before, change);
    if ('ok' in set) return set;
    const followed = await followedBy(query, id);
    if (followed?.hasPolicy) return subscribed(id, followed.modelId);
    await storePolicy(query, id, set, by);
    return { ok: true, version: set.version };
  });
}

export async function storePolicy(query: Query, id: string, set: PolicySet, by: Actor): Promise<void> {
  const { policy, version, reason, entry } = set;
  await query(
    `INSERT INTO portfolio_policies (portfolio_id, version, policy, actor, reason, at)
       SELECT $1, version, policy, actor, reason, at FROM (${FIRST_POLICY}) first`,
    [id],
  );
  await query(
    `WITH portfolio AS (
       UPDATE portfolios SET policy = $2, policy_version = $3, version = version + 1 WHERE id = $1
     ), kept AS (
       INSERT INTO portfolio_policies (portfolio_id, version, policy, actor, reason, at) VALUES ($1, $3, $2, $4, $5, $6)
     ) ${insertAudit('$7')}`,
    [id, JSON.stringify(policy), version, storableText(by.name), reason, by.at, auditRows(id, [entry], by)],
  );
}

async function listPolicies(db: Database, id: string): Promise<PolicyVersion[]> {
  const rows = await db.query<PolicyVersion>(
    `SELECT version, policy, actor, reason, at FROM portfolio_policies WHERE portfolio_id = $1
     UNION ALL ${FIRST_POLICY} ORDER BY version`,
    [id],
  );
  return rows.map((row) => ({ ...row, policy: toPolicy(row.policy), at: canonicalTime(row.at) }));
}
