import { type EventCursor, type EventRow, type Ledger, NO_EVENT } from '../ledger/ledger';
import { cursorText } from '../ledger/rules/event-cursor';
import { notNext } from './page';

/** An audit row that has happened, with the cursor behind which the next ones are. */
export interface LedgerEvent extends EventRow {
  cursor: string;
}

/** `reset`: the cursor is of another history than the database has now, so that what was seen before may be gone. Read everything again, from `next`. */
export type ListEventsAnswer =
  | { kind: 'events'; events: LedgerEvent[]; next: string }
  | { kind: 'reset'; next: string };

type EventDeps = { ledger: Pick<Ledger, 'readEvents' | 'eventsEnd'> };

/**
 * Returns at most `limit` events behind the cursor, the oldest first; without a cursor none, and the place where they are now. `next` is
 * always a cursor: ask again with it.
 *
 * @throws InputRefused
 */
export async function listEvents(
  { ledger }: EventDeps,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<ListEventsAnswer> {
  if (after === undefined) return { kind: 'events', events: [], next: cursorText(await ledger.eventsEnd()) };
  const rows = await ledger.readEvents(cursorOf(after), limit);
  if (rows === undefined) return { kind: 'reset', next: cursorText(await ledger.eventsEnd()) };
  const events = rows.map((row) => ({ ...row, cursor: cursorText(row) }));
  return { kind: 'events', events, next: events.at(-1)?.cursor ?? after };
}

/** The cursor before the first event. */
export const FIRST_EVENT = cursorText(NO_EVENT);

function cursorOf(text: string): EventCursor {
  const given = Buffer.from(text, 'base64url').toString('latin1');
  const [, xid, id, epoch = ''] = /^(\d{1,19})\.(\d{1,15})(?:\.([0-9a-f]{12}))?$/.exec(given) ?? [];
  if (xid === undefined || id === undefined) throw notNext(text);
  const cursor = { xid, id: Number.parseInt(id, 10), epoch };
  // Whatever else base64 reads as the same is not what was given out.
  if (cursorText(cursor) !== text) throw notNext(text);
  return cursor;
}
