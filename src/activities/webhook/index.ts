import type { WebhookLedger } from '../../ledger/webhooks';
import type { WebhookSender } from '../../webhooks/webhooks';
import { createAttemptWebhook } from './attempt-webhook';

/** What the step of a webhook needs of the outside. `now` is ISO. */
export interface WebhookDeps {
  ledger: Pick<WebhookLedger, 'beginAttempt' | 'endAttempt' | 'disabledBy'>;
  webhooks: Pick<WebhookSender, 'send'>;
  now(): string;
}

/** Builds the steps of webhooks, which a worker with slots of its own carries out: a receiver that hangs keeps nobody else waiting. */
export function createWebhookActivities(deps: WebhookDeps) {
  return { attemptWebhook: createAttemptWebhook(deps) };
}

export type WebhookActivities = ReturnType<typeof createWebhookActivities>;
