// A person at the console, who has exchanged a key for a session: the browser keeps no key.

/** ISO times. */
export interface Session {
  keyId: string;
  openedAt: string;
  /** When the person last did something: what the console asks by itself is no sign of one. To the minute. */
  seenAt: string;
}

/** A screen that nobody sits at is closed. */
const SESSION_IDLE_MS = 30 * 60_000;
/** However busy somebody is: once a day they show that they still have the key. */
export const SESSION_MAX_MS = 12 * 3_600_000;

/** True when a session counts no more at `now` (ISO). */
export function isSessionOver({ openedAt, seenAt }: Session, now: string): boolean {
  const at = Date.parse(now);
  return at - Date.parse(openedAt) >= SESSION_MAX_MS || at - Date.parse(seenAt) >= SESSION_IDLE_MS;
}
