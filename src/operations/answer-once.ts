// A request with an Idempotency-Key is answered once: a repeat gets the first answer. The rules are those of the IETF draft
// "The Idempotency-Key HTTP Header Field", and of the card processors that people know.

import { createHash } from 'node:crypto';
import type { Principal } from '../domain/principal';
import type { KeyedAnswer, Ledger } from '../ledger/ledger';

export type { KeyedAnswer };

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

/**
 * Runs `work` unless this principal has asked the same with this key. An answer that says nothing about the request (`isKept` false, or
 * an error) is not stored, and the next one runs. Who was killed in between is followed by the next request after a minute.
 */
export async function answerOnce(
  { ledger, now }: OnceDeps,
  principal: Principal,
  input: KeyedInput,
  work: () => Promise<{ answer: KeyedAnswer; isKept: boolean }>,
): Promise<AnsweredOnce> {
  const begun = await ledger.beginRequest({ principal, key: input.key, request: requestHash(input) }, now());
  if (begun.kind === 'answered') return { ...begun, isReplayed: true };
  if (begun.kind !== 'begun') return begun;
  let done: Awaited<ReturnType<typeof work>>;
  try {
    done = await work();
  } catch (error) {
    // A row that stays is taken over in a minute.
    await ledger.dropRequest(begun.claim).catch(() => undefined);
    throw error;
  }
  if (done.isKept) await ledger.finishRequest(begun.claim, done.answer);
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
