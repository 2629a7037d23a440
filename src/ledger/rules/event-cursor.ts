import type { EventCursor } from '../ledger';

/** Returns the text by which the world outside names a place in the order of events. */
export function cursorText({ xid, id, epoch }: EventCursor): string {
  return Buffer.from([xid, id, ...(epoch === '' ? [] : [epoch])].join('.')).toString('base64url');
}
