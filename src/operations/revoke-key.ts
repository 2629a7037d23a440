import type { ApiKey } from '../domain/api-key';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';

/** Revokes a key: from its next request on it is refused. Safe to repeat. */
export async function revokeKey(
  deps: Audited & { ledger: Pick<Ledger, 'revokeKey'> },
  principal: Principal,
  id: string,
): Promise<{ ok: true; key: ApiKey } | Refused<'KEY_NOT_FOUND'>> {
  const key = await deps.ledger.revokeKey(id, actorOf(deps, principal));
  return key === undefined ? refused('KEY_NOT_FOUND', `there is no key ${id}`) : { ok: true, key };
}
