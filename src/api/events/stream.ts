// One client's stream of server-sent events. It is pulled: what the client does not take is not read, so a slow one costs no memory.

import type { LedgerEvent, ListEventsAnswer } from '../../operations/list-events';
import type { EventTail } from './tail';

export interface StreamInput {
  tail: EventTail;
  /** The last event that the client has. */
  after: string;
  /** Whether the client may still listen. While that cannot be known, it does: nothing is read then either. */
  isAllowed(): Promise<boolean>;
  monotonicMs(): number;
  signal: AbortSignal;
}

/** Proxies cut a connection on which nothing moves. */
const HEARTBEAT_MS = 15_000;
/** How soon a key that was revoked stops hearing. */
const CHECK_MS = 60_000;

/**
 * Yields the text of the stream. `change` says what happened and has an id with which to come back, `reset` that what was read before may no
 * longer be so. It ends when the client may not listen any more.
 */
export async function* eventStream({
  tail,
  after,
  isAllowed,
  monotonicMs,
  signal,
}: StreamInput): AsyncGenerator<string> {
  tail.listen(signal);
  yield `retry: 3000\n${HEARTBEAT}`;
  let cursor = after;
  let saidAt = monotonicMs();
  let checkedAt = monotonicMs();
  for (;;) {
    const seen = tail.version();
    // While the ledger does not answer there is nothing to tell: the tail says so in the log, and its next beat is the time to ask again.
    const page = await tail.read(cursor).catch(() => undefined);
    cursor = page?.next ?? cursor;
    const text = page === undefined ? '' : textOf(page);
    if (text !== '') {
      yield text;
      saidAt = monotonicMs();
    } else {
      await tail.changed(seen, signal);
    }
    if (monotonicMs() - checkedAt >= CHECK_MS) {
      if (!(await isAllowed().catch(() => true))) return;
      checkedAt = monotonicMs();
    }
    if (monotonicMs() - saidAt >= HEARTBEAT_MS) {
      yield HEARTBEAT;
      saidAt = monotonicMs();
    }
  }
}

const HEARTBEAT = ': heartbeat\n\n';

function textOf(page: ListEventsAnswer): string {
  return page.kind === 'reset' ? frame('reset', page.next, {}) : page.events.map(change).join('');
}

function change({ cursor, ...event }: LedgerEvent): string {
  return frame('change', cursor, thin(event));
}

/** What happened to which portfolio. Its details are in the audit, under the same sequence. */
export function thin({ portfolioId, batchId, event, sequence, actor, via, at }: Omit<LedgerEvent, 'cursor'>) {
  return { event, portfolioId, batchId, sequence, actor, via, at };
}

function frame(event: string, id: string, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
