// Counts the rebalances under way that the monitor asked for. When many portfolios drift at once, it starts no more than the
// workers can begin soon. Thousands of runs that no worker can begin yet are a load on Temporal, and a portfolio that drifts
// further meanwhile would wait behind them.

import type { RunningRebalance } from '../client';

export interface Crowd {
  /** How many more may be asked for now. */
  room(): number;
  /** How many are under way, and how many end per minute at the present pace. */
  pace(): { running: number; endedPerMinute: number };
  /** One was asked for. */
  add(run: Pick<RunningRebalance, 'ended'>): void;
}

/** Always allowed: as many as one busy worker has under way. */
const AT_LEAST = 50;
/** A run that begins within this time begins "soon". */
const SOON_MS = 3_000;
/** The pace is measured over this time. */
const PACE_MS = 10_000;
/** A run that has not ended by then waits for something other than a worker, and no longer counts. */
const FORGOTTEN_MS = 30_000;

/** `onRoom` is called when one has ended. `monotonicMs` only rises. */
export function createCrowd(monotonicMs: () => number, onRoom: () => void = () => undefined): Crowd {
  const underWay = new Set<{ sinceMs: number }>();
  let endedAt: number[] = [];
  const endedLately = () => {
    const from = monotonicMs() - PACE_MS;
    endedAt = endedAt.filter((atMs) => atMs > from);
    return endedAt.length;
  };
  const running = () => {
    const from = monotonicMs() - FORGOTTEN_MS;
    for (const one of underWay) if (one.sinceMs <= from) underWay.delete(one);
    return underWay.size;
  };
  return {
    room: () => Math.max(0, Math.max(AT_LEAST, Math.floor((endedLately() * SOON_MS) / PACE_MS)) - running()),
    pace: () => ({ running: running(), endedPerMinute: Math.round((endedLately() * 60_000) / PACE_MS) }),
    add: (run) => {
      const one = { sinceMs: monotonicMs() };
      underWay.add(one);
      void run.ended(FORGOTTEN_MS).then((hasEnded) => {
        if (!hasEnded || !underWay.delete(one)) return;
        endedAt.push(monotonicMs());
        onRoom();
      });
    },
  };
}
