// Times are ISO texts, in UTC by our own clock and with an offset by others', so that they are compared here and never as text.

/** Returns the ISO time `ms` after `iso`; before it when `ms` is negative. */
export function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}

/** True when `iso` is an earlier time than `other`; never for a text that is no time. */
export function isBefore(iso: string, other: string): boolean {
  return Date.parse(iso) < Date.parse(other);
}

/** Returns the milliseconds from `since` to `until`; negative when `until` is the earlier one. */
export function msBetween(since: string, until: string): number {
  return Date.parse(until) - Date.parse(since);
}

/** Before anything that is recorded. */
export const LONG_AGO = '1970-01-01T00:00:00.000Z';
