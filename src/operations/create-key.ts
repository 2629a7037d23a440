import { type ApiKey, KEY_DAYS_MAX } from '../domain/api-key';
import { invariant } from '../domain/invariant';
import type { Principal } from '../domain/principal';
import { ROLES, type Role } from '../domain/role';
import { later } from '../domain/time';
import { InputRefused } from '../input/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { hashSecret, keyParts, keyText } from './key-text';

export interface CreateKeyInput {
  role: Role;
  /** Which program or person gets it, for the list and the audit. */
  name: string;
  /** How long it may be used: at most 365. */
  days: number;
}

const DAY_MS = 24 * 3_600_000;
const NAME_MAX = 100;

/** Makes a key of the HTTP API. `secret` is its whole text and is told here only: the ledger keeps a hash. @throws InputRefused */
export async function createKey(
  deps: Audited & { ledger: Pick<Ledger, 'createKey' | 'findKey'>; randomBytes(size: number): Uint8Array },
  principal: Principal,
  { role, name, days }: CreateKeyInput,
): Promise<{ key: ApiKey; secret: string }> {
  if (!ROLES.includes(role)) throw new InputRefused('INVALID_KEY', 'role', `role must be one of ${ROLES.join(', ')}`);
  if (name.trim() === '' || name.length > NAME_MAX || /\p{Cc}/u.test(name))
    throw new InputRefused('INVALID_KEY', 'name', `name must be one line of 1 to ${NAME_MAX} characters`);
  if (!Number.isInteger(days) || days < 1 || days > KEY_DAYS_MAX)
    throw new InputRefused('INVALID_KEY', 'days', `days must be a whole number from 1 to ${KEY_DAYS_MAX}`);
  const parts = keyParts(deps.randomBytes);
  const by = actorOf(deps, principal);
  const key = {
    id: parts.id,
    role,
    name,
    expiresAt: later(by.at, days * DAY_MS),
    secretHash: hashSecret(parts.secret),
  };
  const created = await deps.ledger.createKey(key, by);
  const stored = await deps.ledger.findKey(parts.id);
  invariant(created && stored !== undefined, 'a key of a new random id is stored');
  const { secretHash: _, ...shown } = stored;
  return { key: shown, secret: keyText(parts) };
}
