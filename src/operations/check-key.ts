import { timingSafeEqual } from 'node:crypto';
import { keyPrincipal } from '../domain/api-key';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Role } from '../domain/role';
import type { Ledger } from '../ledger/ledger';
import type { Audited } from './deps';
import { hashSecret, parseKey } from './key-text';

const MINUTE_LENGTH = '2026-03-02T15:00'.length;
/** What the secret of a key that is not there is compared with, so that the answer takes as long. */
const NO_HASH = hashSecret('');

/**
 * Finds who has a key and what they may do. Only who has the right secret learns that a key has expired or was revoked: to all others an
 * id that exists looks like one that does not.
 */
export async function checkKey(
  { ledger, now }: Pick<Audited, 'now'> & { ledger: Pick<Ledger, 'findKey' | 'noteKeyUse'> },
  text: string,
): Promise<
  { ok: true; caller: { principal: Principal; role: Role } } | Refused<'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_REVOKED'>
> {
  const parts = parseKey(text);
  const key = parts && (await ledger.findKey(parts.id));
  const isRight = isSame(hashSecret(parts?.secret ?? ''), key?.secretHash ?? NO_HASH);
  if (key === undefined || !isRight) return refused('KEY_UNKNOWN', 'the key is not one of ours');
  if (key.revokedAt !== null) return refused('KEY_REVOKED', `key ${key.id} was revoked at ${key.revokedAt}`);
  const at = now();
  if (key.expiresAt <= at) return refused('KEY_EXPIRED', `key ${key.id} expired at ${key.expiresAt}`);
  const minute = at.slice(0, MINUTE_LENGTH);
  if (key.lastUsedAt?.slice(0, MINUTE_LENGTH) !== minute) await ledger.noteKeyUse(key.id, `${minute}:00.000Z`);
  return { ok: true, caller: { principal: keyPrincipal(key), role: key.role } };
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
