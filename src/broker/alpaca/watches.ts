// Who waits for news about which order, and whether the news can be relied on.
//
// N1. News that comes while nobody waits is kept for the next wait: it may be faster than the answer to the POST.
// N2. A stream that tells nothing about orders that ended is doubted, though its connection lives; by the next event it tells it is
//     believed again.

import type { OrderNews, OrderWatch } from '../order-news';

export interface Watches extends OrderNews {
  /** Something happened to this order that may have ended it. */
  tell(clientOrderId: string): void;
  /** N2: the stream tells something. */
  believe(): void;
  /** The stream is connected, or is not any more. */
  connected(isConnected: boolean): void;
  /** News was lost: everyone who waits looks for itself. */
  gap(): void;
}

export interface WatchListener {
  /** News ended a wait. */
  onWake(): void;
  /** The broker was asked after news, and the order goes on. */
  onVain(): void;
  /** An order had ended, and nothing was told of it. */
  onMissed(): void;
  /** N2 */
  onDoubt(): void;
}

/** N2: that many in a row. One may have been on its way. */
const MISSED_MAX = 3;
/** How many orders that are not watched any more are remembered: those of the batches under way. */
const OVER_MAX = 1_000;

interface Watch {
  /** The wait that news ends. */
  wait: AbortController | undefined;
  /** N1: when the first news came that was not heard yet. */
  toldAt: number | undefined;
  told: boolean;
  gathering: Gathering | undefined;
}

/** The wait until all these orders were told of. */
interface Gathering {
  orders: readonly string[];
  complete: AbortController;
}

// eslint-disable-next-line max-lines-per-function -- what all watches share
export function createWatches(listener: WatchListener, monotonicMs: () => number): Watches {
  const watched = new Map<string, Set<Watch>>();
  const over = new Set<string>();
  const gatherings = new Set<Gathering>();
  let isConnected = false;
  let missed = 0;

  const isLive = () => isConnected && missed < MISSED_MAX;
  const wakeAll = () => {
    for (const watches of watched.values()) for (const { wait } of watches) wait?.abort();
  };
  const isTold = (clientOrderId: string) =>
    over.has(clientOrderId) || [...(watched.get(clientOrderId) ?? [])].some(({ told }) => told);
  const lookAtGatherings = () => {
    for (const { orders, complete } of gatherings) if (orders.every(isTold)) complete.abort();
  };
  const endGathering = (watch: Watch) => {
    if (watch.gathering !== undefined) gatherings.delete(watch.gathering);
    watch.gathering = undefined;
  };
  const noteMissed = () => {
    missed += 1;
    listener.onMissed();
    if (isLive()) return;
    wakeAll();
    listener.onDoubt();
  };
  const open = (clientOrderId: string): OrderWatch => {
    const watch: Watch = { wait: undefined, toldAt: undefined, told: false, gathering: undefined };
    const watches = watched.get(clientOrderId) ?? new Set();
    watched.set(clientOrderId, watches.add(watch));
    over.delete(clientOrderId);
    return {
      next: () => {
        watch.wait = new AbortController();
        watch.told = watch.toldAt !== undefined;
        if (watch.told) watch.wait.abort();
        return watch.wait.signal;
      },
      heard: () => {
        const { toldAt } = watch;
        if (toldAt === undefined) return undefined;
        watch.toldAt = undefined;
        listener.onWake();
        return monotonicMs() - toldAt;
      },
      others: (orders) => {
        endGathering(watch);
        watch.gathering = { orders, complete: new AbortController() };
        gatherings.add(watch.gathering);
        lookAtGatherings();
        return watch.gathering.complete.signal;
      },
      looked: (hasEnded) => {
        if (watch.told && !hasEnded) listener.onVain();
        else if (!watch.told && hasEnded && isLive()) noteMissed();
      },
      close: () => {
        endGathering(watch);
        watches.delete(watch);
        if (watches.size > 0) return;
        watched.delete(clientOrderId);
        over.add(clientOrderId);
        const [oldest] = over;
        if (over.size > OVER_MAX && oldest !== undefined) over.delete(oldest);
        lookAtGatherings();
      },
    };
  };

  return {
    isLive,
    watch: open,
    tell: (clientOrderId) => {
      for (const watch of watched.get(clientOrderId) ?? []) {
        watch.toldAt ??= monotonicMs();
        watch.told = true;
        watch.wait?.abort();
      }
      lookAtGatherings();
    },
    believe: () => {
      missed = 0;
    },
    connected: (is) => {
      const was = isConnected;
      isConnected = is;
      if (was && !is) wakeAll();
    },
    gap: wakeAll,
  };
}
