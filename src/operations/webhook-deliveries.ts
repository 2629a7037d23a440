import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Webhook, WebhookDelivery } from '../domain/webhook';
import type { WebhookLedger } from '../ledger/webhooks';
import { type Audited, actorOf } from './deps';
import { noWebhook, showWebhook, type WebhookNotFound } from './list-webhooks';
import { nextPage, numberOf } from './page';

/** Returns a page of what was sent to a webhook, the latest first; `next` is null at the end. @throws InputRefused */
export async function listWebhookDeliveries(
  deps: { ledger: Pick<WebhookLedger, 'findWebhook' | 'listDeliveries'> },
  { webhookId, limit, after }: { webhookId: string; limit: number; after?: string | undefined },
): Promise<{ ok: true; deliveries: WebhookDelivery[]; next: string | null } | WebhookNotFound> {
  const before = after === undefined ? undefined : numberOf(after);
  const shown = await showWebhook(deps, webhookId);
  if (!shown.ok) return shown;
  const deliveries = await deps.ledger.listDeliveries(webhookId, { limit, ...(before !== undefined && { before }) });
  return { ok: true, deliveries, next: nextPage(deliveries, limit, 'number') };
}

type SendRefused = WebhookNotFound | Refused<'WEBHOOK_DISABLED' | 'WEBHOOK_DELIVERY_NOT_FOUND'>;

/** Has a test message sent. The log shows what became of it. */
export async function testWebhook(
  deps: Audited & { ledger: Pick<WebhookLedger, 'findWebhook' | 'testWebhook'> },
  principal: Principal,
  webhookId: string,
): Promise<{ ok: true; delivery: WebhookDelivery } | SendRefused> {
  const shown = await showWebhook(deps, webhookId);
  if (!shown.ok) return shown;
  if (!shown.webhook.enabled) return disabled(shown.webhook);
  const delivery = await deps.ledger.testWebhook(webhookId, actorOf(deps, principal));
  return delivery === undefined ? noWebhook(webhookId) : { ok: true, delivery };
}

/** Has a message sent again, whatever became of it: with the same `webhook-id`, so that a receiver that has it knows. */
export async function resendDelivery(
  deps: Audited & { ledger: Pick<WebhookLedger, 'findWebhook' | 'resendDelivery'> },
  principal: Principal,
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
): Promise<{ ok: true; delivery: WebhookDelivery } | SendRefused> {
  const shown = await showWebhook(deps, webhookId);
  if (!shown.ok) return shown;
  if (!shown.webhook.enabled) return disabled(shown.webhook);
  const by = actorOf(deps, principal);
  const delivery = UUID.test(deliveryId) ? await deps.ledger.resendDelivery(webhookId, deliveryId, by) : undefined;
  if (delivery !== undefined) return { ok: true, delivery };
  return refused('WEBHOOK_DELIVERY_NOT_FOUND', `webhook ${webhookId} has no delivery ${deliveryId}`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function disabled({ id, disabledWhy }: Webhook): Refused<'WEBHOOK_DISABLED'> {
  const why = disabledWhy === null ? '' : `, because ${disabledWhy}`;
  return refused('WEBHOOK_DISABLED', `webhook ${id} is disabled${why}: enable it first`);
}
