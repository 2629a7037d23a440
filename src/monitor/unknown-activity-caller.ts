import type { RebalanceClient } from '../client';
import type { KeptActivity } from '../domain/activity';
import { type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';

interface UnknownActivityCallerDeps {
  ledger: Pick<Ledger, 'listActivities'>;
  client: Pick<RebalanceClient, 'callPerson'>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What was seen longer ago was told of, unless no monitor ran for a day. */
const LATELY_MS = 24 * 60 * 60_000;
const LOOKED_AT = 500;

/**
 * Calls a person about activities of a type that is not known here: once for each type, however many accounts it is in. Any number of
 * monitors may do this, because all of them use the same id for a call.
 */
export function createUnknownActivityCaller({ ledger, client, now }: UnknownActivityCallerDeps): {
  look(): Promise<void>;
} {
  const called = new Set<string>();
  return {
    look: async () => {
      const ignored = await ledger.listActivities({ state: 'IGNORED', limit: LOOKED_AT });
      for (const one of ignored) {
        const isNew = one.kind === 'UNKNOWN' && now() - Date.parse(one.seenAt) < LATELY_MS;
        if (!isNew || called.has(one.type)) continue;
        const eventId = `unknown-activity-${one.type}`;
        await client.callPerson({ eventId, portfolioId: SYSTEM_AUDIT, text: textOf(one) });
        called.add(one.type);
      }
    },
  };
}

function textOf({ type, portfolioId, id }: KeptActivity): string {
  return `The broker lists an activity of the unknown type ${JSON.stringify(type)}, first ${id} in the account of ${portfolioId}. It is not booked. "autobalancer activities list --state IGNORED" shows all of them.`;
}
