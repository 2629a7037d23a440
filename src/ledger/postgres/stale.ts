import { ALERTED, IN_DIGEST, WORST_MAX } from '../../domain/stale-digest';
import type { Ledger, StaleCount, StaleOne } from '../ledger';
import { canonicalPercent, canonicalTime } from '../rules/canonical';
import type { Database } from './connection';

export function staleMethods(db: Database): Pick<Ledger, 'countStale' | 'hasStaleBefore'> {
  return {
    countStale: async ({ after, before }) => {
      const counts = await db.query<StaleCount>(
        `WITH stale AS (
           SELECT p.id, p.status_reason AS reason, p.stale_since AS since, b.id AS batch, b.drift_before AS drift,
                  row_number() OVER (PARTITION BY p.status_reason
                    ORDER BY b.drift_before DESC NULLS LAST, p.stale_since NULLS FIRST, p.id) AS nth
             FROM portfolios p LEFT JOIN batches b ON b.portfolio_id = p.id AND b.state IN ('PENDING', 'STALE')
            WHERE p.status = 'STALE'
         ), untold AS (
           SELECT reason, count(*)::int AS count FROM stale s
            WHERE s.since >= $1 AND s.since < $2 AND NOT EXISTS (
              SELECT FROM audit a WHERE a.portfolio_id = s.id AND a.event = $3 AND a.at >= s.since
                 AND a.detail->>'delivered' <> $4)
            GROUP BY 1
         )
         SELECT s.reason COLLATE "C" AS reason, count(*)::int AS count, min(since) AS oldest, coalesce(min(u.count), 0) AS untold,
                jsonb_agg(jsonb_build_object('portfolioId', id, 'since', since, 'batchId', batch, 'drift', drift::text) ORDER BY nth)
                  FILTER (WHERE nth <= $5) AS worst
           FROM stale s LEFT JOIN untold u ON u.reason = s.reason GROUP BY 1 ORDER BY 1`,
        [after, before, ALERTED, IN_DIGEST, WORST_MAX],
      );
      return counts.map((one) => ({ ...one, oldest: timeOf(one.oldest), worst: one.worst.map(canonical) }));
    },
    hasStaleBefore: async (portfolioId, withinMs) => {
      const [row] = await db.query<{ found: boolean }>(
        `SELECT EXISTS (
           SELECT FROM portfolios mine JOIN portfolios other ON other.status = 'STALE' AND other.status_reason = mine.status_reason
              AND (other.stale_since, other.id) < (mine.stale_since, mine.id)
              AND other.stale_since > mine.stale_since - $2 * interval '1 millisecond'
            WHERE mine.id = $1 AND mine.status = 'STALE'
         ) AS found`,
        [portfolioId, withinMs],
      );
      return row?.found === true;
    },
  };
}

function canonical({ portfolioId, since, batchId, drift }: StaleOne): StaleOne {
  return { portfolioId, since: timeOf(since), batchId, drift: drift === null ? null : canonicalPercent(drift) };
}

function timeOf(at: string | null): string | null {
  return at === null ? null : canonicalTime(at);
}
