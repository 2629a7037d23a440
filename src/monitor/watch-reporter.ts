import type { Ledger } from '../ledger/ledger';
import type { Crowd } from './crowd';
import type { Monitor } from './monitor';
import type { Shard } from './shard';

interface ReporterDeps {
  ledger: Pick<Ledger, 'reportWatch'>;
  monitor: Pick<Monitor, 'drifts' | 'counters'>;
  crowd: Pick<Crowd, 'pace'>;
  shard: Shard;
  /** Milliseconds since 1970. */
  now(): number;
  monotonicMs(): number;
}

export interface WatchReporter {
  /** Reports once. Returns how long to wait before the next time. @throws LedgerFault */
  step(): Promise<number>;
}

const REPORT_EVERY_MS = 5_000;
/** Counting a million portfolios takes a while, so it may take at most this part of the time. */
const PART_OF_TIME = 20;

/** Reports to the ledger what this monitor sees, beside the looks. */
export function createWatchReporter({ ledger, monitor, crowd, shard, now, monotonicMs }: ReporterDeps): WatchReporter {
  return {
    step: async () => {
      const beganMs = monotonicMs();
      const { drifts, unjudged } = await monitor.drifts();
      const { backlog, heldBack, newestPriceMs } = monitor.counters();
      const closed = Object.entries(heldBack).find(([, count]) => count > 0)?.[0] ?? null;
      await ledger.reportWatch({
        shard: `${shard.number}/${shard.of}`,
        at: new Date(now()).toISOString(),
        drifts,
        unjudged,
        waiting: backlog + Object.values(heldBack).reduce((sum, count) => sum + count, 0),
        heldBack: closed,
        ...crowd.pace(),
        pricedAt: newestPriceMs === undefined ? null : new Date(newestPriceMs).toISOString(),
      });
      return Math.max(REPORT_EVERY_MS, (monotonicMs() - beganMs) * PART_OF_TIME);
    },
  };
}
