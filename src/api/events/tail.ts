// The end of the ledger's events, read once for all streams of this process.
//
// T1. While somebody listens the ledger is asked every POLL_MS, and at once again as long as pages come full.
// T2. The latest events stay in memory. Somebody further behind reads the ledger, as fast as their own connection takes what is read: no
//     stream has a queue that could grow.
// T3. A fault of the ledger ends no stream. Once the ledger answers again, everybody gets what they missed.
// T4. When the database turns out to be of an earlier time, what is in memory is forgotten: each stream learns it from the ledger.

import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ListEventsAnswer } from '../../operations/list-events';
import { createRecentEvents, type RecentEvents } from './recent-events';

export interface EventTail {
  /** A page of events behind `after`; without it none, and where events are now. */
  read(after: string | undefined): Promise<ListEventsAnswer>;
  /** Counts as one who listens, until `signal` is aborted. */
  listen(signal: AbortSignal): void;
  /** Rises whenever there may be more to read. */
  version(): number;
  /** Resolves when `version` is no longer `seen`, or after BEAT_MS. @throws when `signal` is aborted */
  changed(seen: number, signal: AbortSignal): Promise<void>;
  listeners(): number;
}

export interface TailDeps {
  list(after: string | undefined, limit: number): Promise<ListEventsAnswer>;
  /** Told once for each time in which the ledger does not answer. */
  onFault(fault: unknown): void;
}

const POLL_MS = 250;
const PAGE = 256;
const KEPT = 10_000;
/** Listeners wake at least this often, to see to their own clocks. */
const BEAT_MS = 5_000;

export function createEventTail({ list, onFault }: TailDeps): EventTail {
  const news = new EventEmitter().setMaxListeners(0);
  let listening = 0;
  let version = 0;
  let recent: RecentEvents | undefined;
  let isFollowing = false;

  const wake = () => {
    version += 1;
    news.emit('news');
  };

  /** Reads a page. Returns whether there is more already. */
  async function step(): Promise<boolean> {
    const answer = await list(recent?.end(), PAGE);
    if (answer.kind === 'reset' || recent === undefined) recent = createRecentEvents(answer.next, KEPT);
    if (answer.kind === 'reset') wake();
    if (answer.kind === 'reset' || answer.events.length === 0) return false;
    recent.add(answer.events);
    wake();
    return answer.events.length === PAGE;
  }

  async function follow(): Promise<void> {
    isFollowing = true;
    let isFailing = false;
    let beatAt = performance.now() + BEAT_MS;
    while (listening > 0) {
      const isMore = await step().then(
        (more) => {
          isFailing = false;
          return more;
        },
        (fault: unknown) => {
          if (!isFailing) onFault(fault);
          isFailing = true;
          return false;
        },
      );
      if (performance.now() >= beatAt) {
        wake();
        beatAt = performance.now() + BEAT_MS;
      }
      if (!isMore) await delay(POLL_MS);
    }
    recent = undefined;
    isFollowing = false;
  }

  return {
    read: async (after) => {
      const cursor = after ?? recent?.end();
      const events = cursor === undefined ? undefined : recent?.behind(cursor, PAGE);
      if (cursor === undefined || events === undefined) return list(after, PAGE);
      return { kind: 'events', events: [...events], next: events.at(-1)?.cursor ?? cursor };
    },
    listen: (signal) => {
      if (signal.aborted) return;
      listening += 1;
      signal.addEventListener('abort', () => (listening -= 1), { once: true });
      if (!isFollowing) void follow();
    },
    version: () => version,
    changed: async (seen, signal) => {
      if (version === seen) await once(news, 'news', { signal });
    },
    listeners: () => listening,
  };
}
