import { type ApiKey, KEY_DAYS_MAX, ownerProblem } from '../domain/api-key';
import { invariant } from '../domain/invariant';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { ROLES, type Role } from '../domain/role';
import { isKnown } from '../domain/same-person';
import { later } from '../domain/time';
import { InputRefused } from '../input/refused';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { hashSecret, keyParts, keyText } from './key-text';

export interface CreateKeyInput {
  role: Role;
  /** Which program or person gets it, for the list and the audit. */
  name: string;
  /** The person it is for: only then can somebody else be that person's second one. Nobody when it is not given. */
  owner?: string | undefined;
  /** How long it may be used: at most 365. */
  days: number;
}

const DAY_MS = 24 * 3_600_000;
const NAME_MAX = 100;
const MAKER_UNKNOWN =
  'a key with an owner is made by somebody who is known: at the command line, or with a key that has an owner itself';

/** Makes a key of the HTTP API. `secret` is its whole text and is told here only: the ledger keeps a hash. @throws InputRefused */
export async function createKey(
  deps: Audited & {
    ledger: Pick<Ledger, 'createKey' | 'findKey' | 'keyPeople'>;
    randomBytes(size: number): Uint8Array;
  },
  principal: Principal,
  { role, name, owner, days }: CreateKeyInput,
): Promise<{ key: ApiKey; secret: string }> {
  if (!ROLES.includes(role)) throw new InputRefused('INVALID_KEY', 'role', `role must be one of ${ROLES.join(', ')}`);
  if (name.trim() === '' || name.length > NAME_MAX || /\p{Cc}/u.test(name))
    throw new InputRefused('INVALID_KEY', 'name', `name must be one line of 1 to ${NAME_MAX} characters`);
  if (!Number.isInteger(days) || days < 1 || days > KEY_DAYS_MAX)
    throw new InputRefused('INVALID_KEY', 'days', `days must be a whole number from 1 to ${KEY_DAYS_MAX}`);
  const problem = owner === undefined ? undefined : ownerProblem(owner);
  if (problem !== undefined) throw new InputRefused('INVALID_KEY', 'owner', problem);
  if (owner !== undefined && !isKnown(principal, await deps.ledger.keyPeople([principal])))
    throw new InputRefused('INVALID_KEY', 'owner', MAKER_UNKNOWN);
  const parts = keyParts(deps.randomBytes);
  const by = actorOf(deps, principal);
  const key = {
    id: parts.id,
    role,
    name,
    owner: owner ?? null,
    expiresAt: later(by.at, days * DAY_MS),
    secretHash: hashSecret(parts.secret),
  };
  const created = await deps.ledger.createKey(key, by);
  const stored = await deps.ledger.findKey(parts.id);
  invariant(created && stored !== undefined, 'a key of a new random id is stored');
  const { secretHash: _, ...shown } = stored;
  return { key: shown, secret: keyText(parts) };
}

/** Returns the no to a request for which a key was made before, or undefined. */
export function keyMadeBefore({ request }: Audited): Refused<'KEY_ALREADY_MADE'> | undefined {
  const [id] = Object.keys(request?.done ?? {}).flatMap((what) => /^createKey (.+)$/.exec(what)?.[1] ?? []);
  return id === undefined ? undefined : keyAlreadyMade(id);
}

/** What a repeat of a request hears: nothing is stored that would show the secret again. */
export function keyAlreadyMade(id: string): Refused<'KEY_ALREADY_MADE'> {
  const message = `this request has made the key ${id}, whose secret is shown once: if it got lost, revoke that key and make another`;
  return refused('KEY_ALREADY_MADE', message);
}
