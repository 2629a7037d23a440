import { type Principal, principalOf } from '../../src/domain/principal';

/** Somebody at a terminal. */
export function person(login: string): Principal {
  return principalOf({ kind: 'cli', login, host: 'desk' });
}

/** What an operation needs besides servers. */
export const AT_TERMINAL = { door: 'cli', now: () => new Date().toISOString() } as const;
