import type { LedgerEvent } from '../../operations/list-events';

/** The latest events, in a row without gaps, found by the cursor that they come behind. */
export interface RecentEvents {
  /** Where a reader that has read all of them goes on. */
  end(): string;
  add(events: readonly LedgerEvent[]): void;
  /** At most `limit` events behind `cursor`, or undefined when it is not a place in this row. */
  behind(cursor: string, limit: number): readonly LedgerEvent[] | undefined;
}

/** Keeps at least the latest `kept` events behind `start`, and at most twice as many. */
export function createRecentEvents(start: string, kept: number): RecentEvents {
  let events: LedgerEvent[] = [];
  /** How many events there were before the first that is still here. */
  let dropped = 0;
  /** The number of events behind which a cursor is. */
  const places = new Map([[start, 0]]);
  let end = start;

  const drop = () => {
    const surplus = events.slice(0, events.length - kept);
    for (const { cursor } of surplus) places.delete(cursor);
    places.delete(start);
    events = events.slice(surplus.length);
    dropped += surplus.length;
  };

  return {
    end: () => end,
    add: (more) => {
      for (const event of more) {
        events.push(event);
        places.set(event.cursor, dropped + events.length);
        end = event.cursor;
      }
      if (events.length > 2 * kept) drop();
    },
    behind: (cursor, limit) => {
      const place = places.get(cursor);
      return place === undefined || place < dropped
        ? undefined
        : events.slice(place - dropped, place - dropped + limit);
    },
  };
}
