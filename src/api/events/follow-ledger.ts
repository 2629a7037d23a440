import type { Logger } from 'pino';
import { listEvents } from '../../operations/list-events';
import { createEventTail, type EventTail } from './tail';

/** Returns the tail of this ledger's events. */
export function followLedger(deps: Parameters<typeof listEvents>[0], log: Logger): EventTail {
  return createEventTail({
    list: (after, limit) => listEvents(deps, { after, limit }),
    onFault: (fault) => log.warn({ err: fault }, 'the ledger does not answer: events wait until it does'),
  });
}
