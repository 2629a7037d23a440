import { REBALANCE_ACTOR } from '../../domain/stale';
import { isBefore, later } from '../../domain/time';
import type { Actor } from '../../ledger/ledger';
import type { Deps } from '../deps';

/** How long after `sentAt` was recorded the POST may leave; a recovery waits at least as long before 404 means anything. */
export const SUBMIT_WINDOW_MS = 5_000;

/** O1 of order-driver.ts: call it before the mark, and what it returns after: how many milliseconds are left in which the POST may leave. */
export function openSubmitWindow({ monotonicMs }: Pick<Deps, 'monotonicMs'>): () => number {
  const openedAt = monotonicMs();
  return () => SUBMIT_WINDOW_MS - (monotonicMs() - openedAt);
}

/** Each send has a time of its own: by it an attempt learns whether another one has sent since. */
export function sendMark(deps: Deps, previous: string | null, decidedBy = REBALANCE_ACTOR): Actor {
  const mark = { name: decidedBy, at: deps.now() };
  if (previous === null || isBefore(previous, mark.at)) return mark;
  return { ...mark, at: later(previous, 1) };
}
