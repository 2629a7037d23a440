import { type Principal, parsePrincipal, principalOf } from './principal';
import type { Role } from './role';

/** A key of the HTTP API, without its secret. All times are ISO. */
export interface ApiKey {
  id: string;
  role: Role;
  /** Which program or person has it. */
  name: string;
  /** The person it was made for, "user:<issuer>#<subject>" or a plain name; null for a program's. It never changes. */
  owner: string | null;
  createdBy: string;
  createdAt: string;
  /** At most a year later. */
  expiresAt: string;
  /** To the minute; null until it is used. */
  lastUsedAt: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
}

/** How long a key may live: a secret that never changes is known to more and more people. */
export const KEY_DAYS_MAX = 365;

/** The principal of a request that comes with this key. */
export function keyPrincipal({ id, owner }: Pick<ApiKey, 'id' | 'owner'>): Principal {
  return principalOf({ kind: 'key', id, ...(owner !== null && { owner }) });
}

/** Returns what keeps `owner` from being one, as a sentence, or undefined. A plain name has the form of a login, so that both are compared. */
export function ownerProblem(owner: string): string | undefined {
  if (owner.length > OWNER_MAX || owner.trim() !== owner || /\p{Cs}/u.test(owner))
    return `owner must be a name of at most ${OWNER_MAX} characters, without blanks around it`;
  if (parsePrincipal(owner)?.kind === 'user' || /^[^:@#\p{Cc}]+$/u.test(owner)) return undefined;
  return 'owner must be a login like "anna", without ":", "@" and "#", or user:ISSUER#SUBJECT';
}

const OWNER_MAX = 200;
