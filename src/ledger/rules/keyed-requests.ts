import { hash } from 'node:crypto';
import { later } from '../../domain/time';
import type { BegunRequest, Claim, KeyedRequest } from '../ledger';

/** Longer than any request takes. Taking over is safe even so, because every operation may run twice. */
const ABANDONED_MS = 60_000;

const KEPT_MS = 7 * 24 * 60 * 60_000;

/** `abandonedBefore`: what began then and has not ended is taken over. */
export function beginTimes(at: string): { expiresAt: string; abandonedBefore: string } {
  return { expiresAt: later(at, KEPT_MS), abandonedBefore: later(at, -ABANDONED_MS) };
}

/**
 * Returns the request as those hear of it who do what it asks for. Its id is the same for every process that takes it over, and another one
 * for who uses the key again when its week is over.
 */
export function begunRequest(
  { principal, key, request }: KeyedRequest,
  { attempt, expiresAt, done }: Pick<Claim, 'attempt'> & { expiresAt: string; done: BegunRequest['done'] },
): BegunRequest {
  const id = hash('sha256', JSON.stringify([principal, key, request, expiresAt]));
  return { principal, key, attempt, id, since: later(expiresAt, -KEPT_MS), done };
}

/** Returns whether a change that answered like this was made. A refusal changed nothing, and a repeat may be answered otherwise. */
export function isMade(answer: unknown): boolean {
  if (typeof answer === 'object' && answer !== null && 'ok' in answer) return answer.ok === true;
  return answer !== false;
}
