import { keyPrincipal } from '../domain/api-key';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Role } from '../domain/role';
import { isSessionOver } from '../domain/session';
import type { Ledger } from '../ledger/ledger';
import type { Audited } from './deps';
import { hashSecret } from './key-text';

const MINUTE_LENGTH = '2026-03-02T15:00'.length;

export interface CheckSessionInput {
  token: string;
  /** A person did something just now; what the console asks by itself keeps no session open. */
  isPerson: boolean;
}

/**
 * Finds who is in a session and what they may do. It is looked up at each request: a session whose key has expired or was revoked is over,
 * and a changed role counts at once.
 */
export async function checkSession(
  { ledger, now }: Pick<Audited, 'now'> & { ledger: Pick<Ledger, 'findSession' | 'noteSessionSeen'> },
  { token, isPerson }: CheckSessionInput,
): Promise<{ ok: true; caller: { principal: Principal; role: Role } } | Refused<'SESSION_OVER'>> {
  const tokenHash = hashSecret(token);
  const found = await ledger.findSession(tokenHash);
  const at = now();
  if (found === undefined || isSessionOver(found.session, at)) return refused('SESSION_OVER', 'the session is over');
  const { session, key } = found;
  if (key.revokedAt !== null || key.expiresAt <= at)
    return refused('SESSION_OVER', 'the key of this session has expired or was revoked');
  const minute = at.slice(0, MINUTE_LENGTH);
  if (isPerson && session.seenAt.slice(0, MINUTE_LENGTH) !== minute)
    await ledger.noteSessionSeen(tokenHash, `${minute}:00.000Z`);
  return { ok: true, caller: { principal: keyPrincipal(key), role: key.role } };
}
