import { invariant } from '../domain/invariant';
import { type Principal, parsePrincipal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import type { Role } from '../domain/role';
import { SESSION_MAX_MS } from '../domain/session';
import { later } from '../domain/time';
import type { Ledger } from '../ledger/ledger';
import { checkKey } from './check-key';
import { type Audited, actorOf } from './deps';
import { hashSecret } from './key-text';

const TOKEN_BYTES = 32;

/** Exchanges a key for a session. `token` is told here only: the ledger keeps a hash. */
export async function openSession(
  deps: Audited & {
    ledger: Pick<Ledger, 'findKey' | 'noteKeyUse' | 'openSession'>;
    randomBytes(size: number): Uint8Array;
  },
  key: string,
): Promise<
  | { ok: true; token: string; caller: { principal: Principal; role: Role } }
  | Refused<'KEY_UNKNOWN' | 'KEY_EXPIRED' | 'KEY_REVOKED'>
> {
  const known = await checkKey(deps, key);
  if (!known.ok) return known;
  const token = Buffer.from(deps.randomBytes(TOKEN_BYTES)).toString('base64url');
  const by = actorOf(deps, known.caller.principal);
  const who = parsePrincipal(known.caller.principal);
  invariant(who?.kind === 'key', 'who has a key is known by its id');
  const session = { tokenHash: hashSecret(token), keyId: who.id };
  await deps.ledger.openSession(session, later(by.at, -SESSION_MAX_MS), by);
  return { ok: true, token, caller: known.caller };
}
