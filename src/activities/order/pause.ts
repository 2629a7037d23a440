// Waiting occupies no slot: after a few seconds an attempt ends, and Temporal begins the next one when the wait is over.
// Otherwise, if the broker failed for one account in twenty, those orders would occupy all slots of a worker within minutes, and
// no other order would be sent.

import type { OrderWatch } from '../../broker/order-news';
import type { Deps } from '../deps';
import type { Memory } from './memory';
import { sleepAlive } from './sleep-alive';

/** An attempt ends because it would only wait. This is not a failure, and it says nothing about the order. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
  constructor(
    message: string,
    readonly retryAfterMs: number,
    /** What the next attempt has to know. */
    readonly remember?: Memory,
  ) {
    super(message);
  }
}

export interface Pause {
  /** Waits this long, within the attempt if the wait is short. @throws Waiting otherwise */
  (ms: number, what: string, remember?: Memory): Promise<void>;
  /**
   * The same, but an event about the order ends it early. Returns how long ago that event came, if one did. While the broker
   * sends events, longer waits stay within the attempt.
   */
  forNews(ms: number, what: string, remember?: Memory): Promise<number | undefined>;
}

/** A wait of up to this long keeps its slot, because a healthy broker fills within it. */
const HERE_MS = 1_000;
/** The limit for all waits of one attempt together. */
const ALL_HERE_MS = 5_000;

/** Counts the waits of one attempt at the order that is watched, from now on. */
export function createPause(deps: Pick<Deps, 'monotonicMs' | 'current' | 'sleep' | 'news'>, watch: OrderWatch): Pause {
  const beganAt = deps.monotonicMs();
  const wait = async (ms: number, hereMs: number, waiting: () => Waiting, ...news: AbortSignal[]) => {
    if (ms > hereMs || deps.monotonicMs() - beganAt + ms > ALL_HERE_MS) throw waiting();
    await sleepAlive(deps, ms, news);
  };
  const pause = (ms: number, what: string, remember?: Memory) =>
    wait(ms, HERE_MS, () => new Waiting(what, ms, remember));
  const forNews = async (ms: number, what: string, remember?: Memory) => {
    const news = watch.next();
    const hereMs = deps.news.isLive() ? ALL_HERE_MS : HERE_MS;
    // An event that came meanwhile is looked at before any wait.
    if (!news.aborted) await wait(ms, hereMs, () => new Waiting(what, ms, remember), news);
    return watch.heard();
  };
  return Object.assign(pause, { forNews });
}
