// How many rebalances are under way that the monitor has asked for. Of a herd no more are started than the workers can begin soon: thousands
// of runs that nobody can begin yet cost Temporal more than they are worth, and the one that drifts furthest meanwhile would wait behind them.

import type { RunningRebalance } from '../client';

export interface Crowd {
  /** How many more may be asked for now. */
  room(): number;
  /** How many are under way, and how many end in a minute at the pace of now. */
  pace(): { running: number; endedPerMinute: number };
  /** One was asked for. */
  add(run: Pick<RunningRebalance, 'ended'>): void;
}

/** Always allowed: as many as one worker has under way when it is busy. */
const AT_LEAST = 50;
/** What begins within this time begins soon. */
const SOON_MS = 3_000;
/** The pace of the workers is what ended within this time. */
const PACE_MS = 10_000;
/** One that has not ended by then waits for something else than a worker, and keeps nobody from their turn. */
const FORGOTTEN_MS = 30_000;

/** `onRoom` hears when one has ended. `monotonicMs` only rises. */
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
