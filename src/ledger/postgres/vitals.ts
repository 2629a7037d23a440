import type { Ledger, LedgerVitals } from '../ledger';
import { canonicalTime } from '../rules/canonical';
import { NO_VITALS } from '../rules/vitals';
import type { Database } from './connection';

/** One statement, so that all counts are from the same moment. */
export function vitalMethods(db: Database): Pick<Ledger, 'vitals'> {
  return {
    vitals: async () => {
      const [row] = await db.query<{ vitals: LedgerVitals; oldest: string | null; oldestCohort: string | null }>(
        `SELECT jsonb_build_object(
            'portfolios', (SELECT jsonb_object_agg(status, n) FROM (SELECT status, count(*) n FROM portfolios
                            WHERE status IN ('PAUSED', 'STALE') GROUP BY 1) p),
            'openBatches', (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) n FROM batches
                             WHERE state IN ('PENDING', 'STALE') GROUP BY 1) b),
            'unknownOrders', (SELECT count(*) FROM orders o JOIN batches b ON b.id = o.batch_id
                               WHERE b.state IN ('PENDING', 'STALE') AND o.state = 'UNKNOWN'),
            'refused', (SELECT jsonb_agg(to_jsonb(r) ORDER BY code) FROM (
                          SELECT refused_code COLLATE "C" AS code, count(*) AS count, min(refused_since) AS oldest FROM portfolios
                           WHERE refused_since IS NOT NULL GROUP BY 1) r),
            'rollouts', (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) n FROM rollouts
                          WHERE state IN ('RUNNING', 'PAUSED')
                             OR state = 'ABORTED' AND state_by = 'rollout' AND ended_at > now() - interval '1 day' GROUP BY 1) r)
          ) AS vitals,
          (SELECT min(priced_at) FROM batches WHERE state = 'PENDING') AS oldest,
          (SELECT min(cohort_since) FROM rollouts WHERE state = 'RUNNING') AS "oldestCohort"`,
      );
      return {
        portfolios: { ...NO_VITALS.portfolios, ...row?.vitals.portfolios },
        openBatches: { ...NO_VITALS.openBatches, ...row?.vitals.openBatches },
        unknownOrders: row?.vitals.unknownOrders ?? 0,
        oldestPending: row?.oldest ?? null,
        refused: (row?.vitals.refused ?? []).map((one) => ({ ...one, oldest: canonicalTime(one.oldest) })),
        rollouts: { ...NO_VITALS.rollouts, ...row?.vitals.rollouts },
        oldestCohort: row?.oldestCohort ?? null,
      };
    },
  };
}
