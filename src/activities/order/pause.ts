// Waiting costs no slot: after a few seconds an attempt ends, and Temporal begins the next one when the wait is over. Orders of a broker
// that is sick for one account in twenty would otherwise hold all slots of a worker within minutes, and nobody else's order would leave.

import type { OrderWatch } from '../../broker/order-news';
import type { Deps } from '../deps';
import { sleepAlive } from './sleep-alive';

/** An attempt ends because it would only wait. It is no failure, and it says nothing of what it waits for. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
  constructor(
    message: string,
    readonly retryAfterMs: number,
    /** What the next attempt has to know of this one. */
    readonly remember?: string,
  ) {
    super(message);
  }
}

export interface Pause {
  /** Waits this long, here when that is short. @throws Waiting otherwise */
  (ms: number, what: string, remember?: string): Promise<void>;
  /**
   * The same, and ends early with news about the order. Returns how long ago that came, if any did. While news is told it waits here for
   * longer.
   */
  forNews(ms: number, what: string, remember?: string): Promise<number | undefined>;
}

/** A wait of up to this long keeps its slot: a healthy broker fills within it. */
const HERE_MS = 1_000;
/** And all waits of one attempt together. */
const ALL_HERE_MS = 5_000;

/** Counts the waits of one attempt at the order that is watched, from now on. */
export function createPause(deps: Pick<Deps, 'monotonicMs' | 'current' | 'sleep' | 'news'>, watch: OrderWatch): Pause {
  const beganAt = deps.monotonicMs();
  const wait = async (ms: number, hereMs: number, waiting: () => Waiting, ...news: AbortSignal[]) => {
    if (ms > hereMs || deps.monotonicMs() - beganAt + ms > ALL_HERE_MS) throw waiting();
    await sleepAlive(deps, ms, news);
  };
  const pause = (ms: number, what: string, remember?: string) =>
    wait(ms, HERE_MS, () => new Waiting(what, ms, remember));
  const forNews = async (ms: number, what: string, remember?: string) => {
    const news = watch.next();
    const hereMs = deps.news.isLive() ? ALL_HERE_MS : HERE_MS;
    // What was told meanwhile is looked at before anything is waited for.
    if (!news.aborted) await wait(ms, hereMs, () => new Waiting(what, ms, remember), news);
    return watch.heard();
  };
  return Object.assign(pause, { forNews });
}
