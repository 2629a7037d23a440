// A request with an Idempotency-Key is answered once: a repeat gets the first answer. The rules are those of the IETF draft
// "The Idempotency-Key HTTP Header Field", and of the card processors that people know.

import { createHash } from 'node:crypto';
import type { Principal } from '../domain/principal';
import type { BegunRequest, KeyedAnswer, Ledger } from '../ledger/ledger';

export type { BegunRequest, KeyedAnswer };

export interface KeyedInput {
  /** 1 to 255 visible characters. */
  key: string;
  method: string;
  path: string;
  /** JSON, or undefined without a body. */
  body: unknown;
}

export type AnsweredOnce =
  | { kind: 'answered'; answer: KeyedAnswer; isReplayed: boolean }
  /** The first request with this key is under way. */
  | { kind: 'running' }
  /** The key came with another request before. */
  | { kind: 'other-request' };

interface OnceDeps {
  ledger: Pick<Ledger, 'beginRequest' | 'finishRequest' | 'dropRequest'>;
  now(): string;
}

/** `kept` is what a repeat is answered with; null when `answer` says nothing about the request, and a repeat is to be done again. */
export interface Worked {
  answer: KeyedAnswer;
  kept: KeyedAnswer | null;
}

/**
 * Runs `work` unless this principal has asked the same with this key. When its answer is not kept, or it throws, the next one runs: it is
 * told what was done before, so that nothing is done twice. Who was killed in between is followed by the next request after a minute.
 */
export async function answerOnce(
  { ledger, now }: OnceDeps,
  principal: Principal,
  input: KeyedInput,
  work: (request: BegunRequest) => Promise<Worked>,
): Promise<AnsweredOnce> {
  const begun = await ledger.beginRequest({ principal, key: input.key, request: requestHash(input) }, now());
  if (begun.kind === 'answered') return { ...begun, isReplayed: true };
  if (begun.kind !== 'begun') return begun;
  let done: Worked;
  try {
    done = await work(begun.claim);
  } catch (error) {
    // A row that stays is taken over in a minute.
    await ledger.dropRequest(begun.claim).catch(() => undefined);
    throw error;
  }
  if (done.kept !== null) await ledger.finishRequest(begun.claim, done.kept);
  else await ledger.dropRequest(begun.claim);
  return { kind: 'answered', answer: done.answer, isReplayed: false };
}

/** The same for bodies that differ in the order of fields, or in spaces, only. */
function requestHash({ method, path, body }: KeyedInput): string {
  const text = JSON.stringify([method, path, body === undefined ? null : { body: sorted(body) }]);
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [name, sorted(part)]);
  // As pairs: in an object a name like "1" would come first whatever its place, and "__proto__" would not be there.
  return { fields: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}
