import { hash } from 'node:crypto';
import { later } from '../../domain/time';
import type { BegunRequest, Claim, KeyedRequest } from '../ledger';

/** Longer than any request takes. Taking over is safe even so, because every operation may run twice. */
const ABANDONED_MS = 60_000;

const KEPT_MS = 7 * 24 * 60 * 60_000;

/** `abandonedBefore`: requests that began before this time and have not ended are taken over. */
export function beginTimes(at: string): { expiresAt: string; abandonedBefore: string } {
  return { expiresAt: later(at, KEPT_MS), abandonedBefore: later(at, -ABANDONED_MS) };
}

/**
 * Returns the request for the code that carries it out. Its id is the same for every process that takes it over, and a new one
 * when the key is used again after its week.
 */
export function begunRequest(
  { principal, key, request }: KeyedRequest,
  { attempt, expiresAt, done }: Pick<Claim, 'attempt'> & { expiresAt: string; done: BegunRequest['done'] },
): BegunRequest {
  const id = hash('sha256', JSON.stringify([principal, key, request, expiresAt]));
  return { principal, key, attempt, id, since: later(expiresAt, -KEPT_MS), done };
}

/** Returns whether a change with this answer was made. A refusal changed nothing, so a repeat may get a different answer. */
export function isMade(answer: unknown): boolean {
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer.ok === true;
  return answer !== false;
}
