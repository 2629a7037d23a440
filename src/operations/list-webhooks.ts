import { type Refused, refused } from '../domain/refused';
import type { Webhook } from '../domain/webhook';
import type { WebhookLedger } from '../ledger/webhooks';

export type WebhookNotFound = Refused<'WEBHOOK_NOT_FOUND'>;

/** Returns all webhooks, by id, without their secrets. */
export function listWebhooks({ ledger }: { ledger: Pick<WebhookLedger, 'listWebhooks'> }): Promise<Webhook[]> {
  return ledger.listWebhooks();
}

export async function showWebhook(
  { ledger }: { ledger: Pick<WebhookLedger, 'findWebhook'> },
  id: string,
): Promise<{ ok: true; webhook: Webhook } | WebhookNotFound> {
  const webhook = await ledger.findWebhook(id);
  return webhook === undefined ? noWebhook(id) : { ok: true, webhook };
}

export function noWebhook(id: string): WebhookNotFound {
  return refused('WEBHOOK_NOT_FOUND', `there is no webhook ${id}`);
}
