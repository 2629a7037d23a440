import { refusedAs } from '../../domain/refused';
import { type FewestTargets, NO_RULES } from '../../domain/rules';
import { SYSTEM_AUDIT } from '../ledger';
import type { KeptRuleSet, RuleLedger } from '../rule-sets';
import { jsonbText } from '../rules/audit-chain';
import { canonicalTime, storableText } from '../rules/canonical';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';

export function ruleSetMethods(db: Database): RuleLedger {
  return {
    findRules: () => findRules(db.query),
    setRules: (set, by) => changeOnce(db, by, 'setRules', (query) => setRules(query, set, by)),
    fewestTargets: async () => {
      const [row] = await db.query<FewestTargets>(
        `SELECT t.portfolio_id AS "portfolioId", count(*)::int AS targets
           FROM targets t JOIN portfolios p ON p.id = t.portfolio_id
          WHERE p.status <> 'CLOSED' AND t.percent > 0
          GROUP BY t.portfolio_id ORDER BY targets, t.portfolio_id LIMIT 1`,
      );
      return row ?? null;
    },
  };
}

async function findRules(query: Query): Promise<KeptRuleSet> {
  const [row] = await query<KeptRuleSet>(
    `SELECT version, rules, reason, set_by AS by, set_at AS at FROM rule_sets ORDER BY version DESC LIMIT 1`,
  );
  if (row === undefined) return { ...NO_RULES, reason: null, by: null, at: null };
  return { ...row, at: row.at === null ? null : new Date(row.at).toISOString() };
}

async function setRules(
  query: Query,
  ...[set, by]: Parameters<RuleLedger['setRules']>
): ReturnType<RuleLedger['setRules']> {
  // Two who set them at once get two versions, one after the other.
  await query('SELECT pg_advisory_xact_lock($1)', [RULES_LOCK]);
  const before = await findRules(query);
  const { ifVersion, rules } = set;
  if (ifVersion !== undefined && ifVersion !== before.version)
    return refusedAs('RULES_CHANGED', `version ${before.version}, not ${ifVersion}`);
  if (jsonbText(before.rules) === jsonbText(rules)) return { ok: true, set: before };
  const [version, reason] = [before.version + 1, storableText(set.reason)];
  const entry = { event: 'RULES_SET', batchId: null, detail: { version, rules, reason } } as const;
  await query(
    `WITH stored AS (
       INSERT INTO rule_sets (version, rules, reason, set_by, set_at) VALUES ($1, $2, $3, $4, $5)
     ) ${insertAudit('$6')}`,
    [
      version,
      JSON.stringify(rules),
      reason,
      storableText(by.name),
      canonicalTime(by.at),
      auditRows(SYSTEM_AUDIT, [entry], by),
    ],
  );
  return { ok: true, set: await findRules(query) };
}

/** Any number that nobody else locks. */
const RULES_LOCK = 0x72756c65;
