import { later } from '../../domain/time';

/** Longer than any request takes. Taking over is safe even so, because every operation may run twice. */
const ABANDONED_MS = 60_000;

const KEPT_MS = 7 * 24 * 60 * 60_000;

/** `abandonedBefore`: what began then and has not ended is taken over. */
export function beginTimes(at: string): { expiresAt: string; abandonedBefore: string } {
  return { expiresAt: later(at, KEPT_MS), abandonedBefore: later(at, -ABANDONED_MS) };
}
