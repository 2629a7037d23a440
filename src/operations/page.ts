// The `next` of a page names its last row. To get the page behind it, give it back as `after`.

import { InputRefused } from '../input/refused';

/** Returns the `next` of a page, or null when it was the last one. */
export function nextPage<Row extends object>(
  rows: readonly Row[],
  limit: number,
  ...keys: (keyof Row)[]
): string | null {
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return null;
  return keys.map((key) => String(last[key])).join('/');
}

/** Reads a `next` that is a time and an id. @throws InputRefused */
export function timeAndId(after: string): { time: string; id: string } {
  const [time = '', id = '', ...others] = after.split('/');
  if (!isTime(time) || !/^[\w-]+$/.test(id) || others.length > 0) throw notNext(after);
  return { time, id };
}

/** Reads a `next` that is a time and a number. @throws InputRefused */
export function timeAndNumber(after: string): { time: string; number: number } {
  const { time, id } = timeAndId(after);
  return { time, number: numberOf(id) };
}

/** Reads a `next` that is a number. @throws InputRefused */
export function numberOf(after: string): number {
  if (/^\d{1,15}$/.test(after)) return Number.parseInt(after, 10);
  throw notNext(after);
}

/** Returns `text` when it is a time. @throws InputRefused */
export function timeOf(text: string, field: string): string {
  if (isTime(text)) return text;
  const rule = `${field} must be a time in UTC, such as 2026-03-02T15:00:00Z, not ${text}`;
  throw new InputRefused('INVALID_TIME', field, rule);
}

export function notNext(text: string): InputRefused {
  return new InputRefused('INVALID_PAGE', 'after', `after must be the "next" of the page before, not ${text}`);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) && !Number.isNaN(Date.parse(text));
}
