// Hands events to webhooks. It is here, and not in the worker or the API, because this program already reads the ledger all the time and
// starts workflows of what it sees: docs/decisions/0013 has what else was weighed. Several monitors do no harm.

import type { RebalanceClient } from '../client';
import type { WebhookLedger } from '../ledger/webhooks';

interface FeederDeps {
  ledger: Pick<WebhookLedger, 'feedWebhooks' | 'takeDueDeliveries' | 'sweepWebhooks'>;
  client: Pick<RebalanceClient, 'deliverWebhook'>;
  /** ISO */
  now(): string;
  monotonicMs(): number;
}

const LOOK_MS = 1_000;
const HANDED_AT_ONCE = 50;
const SWEEP_EVERY_MS = 60_000;
const SWEPT_AT_ONCE = 5_000;

/** Returns a step that makes messages of new events and has what is due attempted. It answers how long to wait for the next one. */
export function createWebhookFeeder({ ledger, client, now, monotonicMs }: FeederDeps): () => Promise<number> {
  let sweepAt = monotonicMs();
  return async () => {
    const isMore = await ledger.feedWebhooks(now());
    const due = await ledger.takeDueDeliveries(now(), HANDED_AT_ONCE);
    const handed = await Promise.allSettled(due.map((deliveryId) => client.deliverWebhook(deliveryId)));
    // Those that could not be handed over are due again in a minute.
    for (const one of handed) if (one.status === 'rejected') throw one.reason;
    if (monotonicMs() >= sweepAt) {
      await ledger.sweepWebhooks(now(), SWEPT_AT_ONCE);
      sweepAt = monotonicMs() + SWEEP_EVERY_MS;
    }
    return isMore || due.length === HANDED_AT_ONCE ? 0 : LOOK_MS;
  };
}
