import type { AlertInput } from '../../domain/steps';
import { later } from '../../domain/time';
import { type Webhook, waitAfter } from '../../domain/webhook';
import type { AttemptEnd, BegunAttempt } from '../../ledger/webhooks';
import type { Sent } from '../../webhooks/webhooks';
import type { WebhookDeps } from './index';

/** `ended`: there is nothing to attempt, or not now. `disabled`: nothing arrives at its webhook, and a person has to know. */
export type WebhookAttempt =
  | { kind: 'ended' }
  | { kind: 'again'; afterMs: number }
  | { kind: 'disabled'; alert: AlertInput };

/** The audit of what concerns no single portfolio. */
const SYSTEM = '_system';

/**
 * Sends a message once and records how that went. It may run twice for one attempt, as when its worker is killed in between: the receiver
 * then gets the same `webhook-id` again.
 */
export function createAttemptWebhook({ ledger, webhooks, now }: WebhookDeps) {
  return async ({ deliveryId }: { deliveryId: string }): Promise<WebhookAttempt> => {
    const begun = await ledger.beginAttempt(deliveryId, now());
    if (begun === undefined) return endOf(await ledger.disabledBy(deliveryId), deliveryId);
    const { url, body, secrets } = begun;
    const sent = await webhooks.send({ id: deliveryId, url, body, secrets });
    const at = now();
    const { end, wait } = ending(begun, sent, at);
    await ledger.endAttempt(begun, end, at);
    if (wait !== null) return { kind: 'again', afterMs: wait };
    return endOf(sent.arrived ? undefined : await ledger.disabledBy(deliveryId), deliveryId);
  };
}

function ending({ attempt }: BegunAttempt, sent: Sent, at: string): { end: AttemptEnd; wait: number | null } {
  if (sent.arrived) return { end: { state: 'DELIVERED', answer: sent.answer }, wait: null };
  const { answer, problem, retryAfterMs } = sent;
  const failure = { answer, problem, retryAfterMs };
  const wait = waitAfter(attempt, failure);
  if (wait === null) return { end: { state: 'FAILED', ...failure }, wait };
  return { end: { state: 'PENDING', nextAttemptAt: later(at, wait), ...failure }, wait };
}

function endOf(disabled: Webhook | undefined, deliveryId: string): WebhookAttempt {
  if (disabled === undefined) return { kind: 'ended' };
  const { id, url, disabledWhy } = disabled;
  const text = [
    `webhook ${id} is disabled: ${disabledWhy ?? 'nothing could be delivered'} (${new URL(url).host})`,
    `Nothing is lost: events wait. Have the receiver repaired, then "autobalancer webhook enable ${id}" sends what waits.`,
  ].join('\n');
  return { kind: 'disabled', alert: { eventId: `webhook-${id}-${deliveryId}`, portfolioId: SYSTEM, text } };
}
