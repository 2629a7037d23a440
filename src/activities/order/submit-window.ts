import { REBALANCE_ACTOR } from '../../domain/stale';
import { isBefore, later } from '../../domain/time';
import type { Actor } from '../../ledger/ledger';
import type { Deps } from '../deps';

/**
 * How long after `sentAt` was recorded the POST may still be sent. A recovery waits at least this long before a 404 means
 * anything.
 */
export const SUBMIT_WINDOW_MS = 5_000;

/**
 * O1 of order-driver.ts: call this before the send is marked, and the function it returns afterwards. That one says for how many
 * milliseconds the POST may still be sent.
 */
export function openSubmitWindow({ monotonicMs }: Pick<Deps, 'monotonicMs'>): () => number {
  const openedAt = monotonicMs();
  return () => SUBMIT_WINDOW_MS - (monotonicMs() - openedAt);
}

/** Each send has its own time, from which an attempt learns whether another one has sent since. */
export function sendMark(deps: Deps, previous: string | null, decidedBy = REBALANCE_ACTOR): Actor {
  const mark = { name: decidedBy, at: deps.now() };
  if (previous === null || isBefore(previous, mark.at)) return mark;
  return { ...mark, at: later(previous, 1) };
}
