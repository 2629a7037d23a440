import type { WatchReport } from '../../domain/watch-report';
import type { Ledger } from '../ledger';
import type { Database } from './connection';

export function watchReportMethods(db: Database): Pick<Ledger, 'reportWatch' | 'watchReports'> {
  return {
    reportWatch: async ({ shard, at, drifts, unjudged, waiting, heldBack, running, endedPerMinute, pricedAt }) => {
      await db.query(
        `INSERT INTO watch_reports (shard, at, drifts, unjudged, waiting, held_back, running, ended_per_minute, priced_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (shard) DO UPDATE SET at = excluded.at, drifts = excluded.drifts, unjudged = excluded.unjudged,
           waiting = excluded.waiting, held_back = excluded.held_back, running = excluded.running,
           ended_per_minute = excluded.ended_per_minute, priced_at = excluded.priced_at`,
        [shard, at, drifts, unjudged, waiting, heldBack, running, endedPerMinute, pricedAt],
      );
    },
    watchReports: () =>
      db.query<WatchReport>(
        `SELECT shard, at, drifts, unjudged, waiting, held_back AS "heldBack", running,
                ended_per_minute AS "endedPerMinute", priced_at AS "pricedAt" FROM watch_reports ORDER BY shard`,
      ),
  };
}
