import type { Registry } from 'prom-client';
import type { Webhook } from '../domain/webhook';
import type { WebhookLedger } from '../ledger/webhooks';
import type { WebhookSender } from '../webhooks/webhooks';
import { kindsOf } from './metrics';

/** Returns the same sender, with each attempt counted and timed. */
export function meterWebhooks(sender: WebhookSender, registry: Registry, monotonicMs: () => number): WebhookSender {
  const { counter, histogram } = kindsOf(registry);
  const attempts = counter('webhook_attempts_total', 'Attempts at messages for webhooks, by whether they arrived', [
    'outcome',
  ]);
  // A series that starts with its first event would show no increase for that event.
  for (const outcome of ['arrived', 'failed']) attempts.inc({ outcome }, 0);
  const seconds = histogram('webhook_attempt_seconds', 'How long an attempt at a message took');
  return {
    addressProblem: (url) => sender.addressProblem(url),
    send: async (message) => {
      const begunAt = monotonicMs();
      const sent = await sender.send(message);
      seconds.observe((monotonicMs() - begunAt) / 1_000);
      attempts.inc({ outcome: sent.arrived ? 'arrived' : 'failed' });
      return sent;
    },
  };
}

/** Adds how many webhooks there are, by how they are. While the ledger cannot be read they are left out. */
export function webhookMetrics(registry: Registry, ledger: Pick<WebhookLedger, 'listWebhooks'>): void {
  kindsOf(registry).gauge('webhooks', 'Webhooks, by whether messages arrive', ['state'], async (webhooks) => {
    webhooks.reset();
    const all = await ledger.listWebhooks().catch(() => undefined);
    if (all === undefined) return;
    for (const state of ['arriving', 'failing', 'disabled'])
      webhooks.set({ state }, all.filter((one) => stateOf(one) === state).length);
  });
}

function stateOf({ enabled, failingSince }: Webhook): string {
  if (!enabled) return 'disabled';
  return failingSince === null ? 'arriving' : 'failing';
}
