import type { Logger } from 'pino';
import { listEvents } from '../../operations/list-events';
import type { ApiDeps } from '../endpoint';
import { createEventTail, type EventTail } from './tail';

/** Returns the tail of this ledger's events. */
export function followLedger(deps: Pick<ApiDeps, 'ledger'>, log: Logger): EventTail {
  return createEventTail({
    list: (after, limit) => listEvents(deps, { after, limit }),
    onFault: (fault) => log.warn({ err: fault }, 'the ledger does not answer: events wait until it does'),
  });
}
