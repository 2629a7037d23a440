// Tells people about STALE portfolios in one message for each reason, with their number and the worst of them.
//
// T1. A hold reports its own portfolio at once if it is the first for its reason in a while. Later ones are reported here:
//     soon if there was no digest lately, and otherwise every five minutes.
// T2. Portfolios that stay STALE are reported again every hour, all of one reason together.
// T3. Any number of monitors may do this, because all of them use the same id for a message.

import type { RebalanceClient } from '../client';
import { digestText, TOGETHER_MS } from '../domain/stale-digest';
import { type Ledger, type StaleCount, SYSTEM_AUDIT } from '../ledger/ledger';

interface StaleCallerDeps {
  ledger: Pick<Ledger, 'countStale'>;
  client: Pick<RebalanceClient, 'callPerson'>;
  /** Milliseconds since 1970. */
  now(): number;
}

const HOUR_MS = 3_600_000;
/** A hold has this long to report its portfolio itself. */
const OWN_CALL_MS = 30_000;

export function createStaleCaller({ ledger, client, now }: StaleCallerDeps): { look(): Promise<void> } {
  let toldUntilMs = now() - HOUR_MS;
  let digestAtMs = Number.NEGATIVE_INFINITY;
  const reminders = new Set<string>();
  const call = (id: string, counted: StaleCount) => {
    const eventId = `stale-${counted.reason}-${id}`;
    return client.callPerson({ eventId, portfolioId: SYSTEM_AUDIT, text: digestText(counted) });
  };
  /** T2 */
  const remind = async (counted: StaleCount, isTold: boolean) => {
    const sinceMs = counted.oldest === null ? 0 : Date.parse(counted.oldest);
    const hours = Math.floor((now() - sinceMs) / HOUR_MS);
    const id = `${counted.reason}-${sinceMs}-${hours}`;
    if (hours === 0 || reminders.has(id)) return;
    if (!isTold) await call(`${sinceMs}-${hours}h`, counted);
    reminders.add(id);
  };
  return {
    look: async () => {
      const untilMs = now() - OWN_CALL_MS;
      const counts = await ledger.countStale({ after: iso(toldUntilMs), before: iso(untilMs) });
      const isDue = now() - digestAtMs >= TOGETHER_MS;
      const news = isDue ? counts.filter(({ untold }) => untold > 0) : [];
      // T1
      for (const counted of news) await call(`${Math.floor(now() / TOGETHER_MS)}`, counted);
      for (const counted of counts) await remind(counted, news.includes(counted));
      if (news.length === 0) return;
      [toldUntilMs, digestAtMs] = [untilMs, now()];
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
