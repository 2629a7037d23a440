import type { Role } from './role';

/** A key of the HTTP API, without its secret. All times are ISO. */
export interface ApiKey {
  id: string;
  role: Role;
  /** Which program or person has it. */
  name: string;
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
