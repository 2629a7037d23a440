import type { RebalanceClient } from '../client';
import { REFUSAL_SENTENCES } from '../domain/causes';
import { callsPerson } from '../domain/refusal';
import { type Ledger, type RefusedCount, SYSTEM_AUDIT } from '../ledger/ledger';

export interface RefusedCalls {
  /** How long the first portfolio of a code is refused before a person is called. */
  readonly afterMs: number;
  /** How long it takes before a person is called about the same code again. */
  readonly everyMs: number;
}

interface RefusalCallerDeps {
  ledger: Pick<Ledger, 'vitals'>;
  client: Pick<RebalanceClient, 'callPerson'>;
  calls: RefusedCalls;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Calls a person about portfolios whose rebalance is refused: one message for each code, with their number and since when, and
 * never one for each portfolio. Any number of monitors may do this, because all of them use the same id for a call.
 */
export function createRefusalCaller({ ledger, client, calls, now }: RefusalCallerDeps): { look(): Promise<void> } {
  const called = new Set<string>();
  return {
    look: async () => {
      for (const counted of (await ledger.vitals()).refused) {
        if (!callsPerson(counted.code) || now() - Date.parse(counted.oldest) < calls.afterMs) continue;
        const eventId = eventIdOf(counted, Math.floor(now() / calls.everyMs));
        if (called.has(eventId)) continue;
        await client.callPerson({ eventId, portfolioId: SYSTEM_AUDIT, text: textOf(counted) });
        called.add(eventId);
      }
    },
  };
}

/** When there are ten times as many, a person is called again at once. */
function eventIdOf({ code, count }: RefusedCount, interval: number): string {
  return `refused-${code}-${interval}-${`${count}`.length}`;
}

function textOf({ code, count, oldest }: RefusedCount): string {
  const who = count === 1 ? '1 portfolio is' : `${count} portfolios are`;
  return `${who} refused as ${code}, the first since ${oldest}. ${REFUSAL_SENTENCES[code]} "autobalancer refused list --code ${code}" lists them.`;
}
