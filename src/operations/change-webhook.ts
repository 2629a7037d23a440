import type { Principal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import { later } from '../domain/time';
import { SECRETS_OVERLAP_MS, type Webhook } from '../domain/webhook';
import type { WebhookLedger } from '../ledger/webhooks';
import { addressRefused, refuseEvents, refuseUrl, webhookSecret, webhookSecretShown } from './create-webhook';
import { type Audited, actorOf, type OperationDeps, wasDone } from './deps';
import { noWebhook, type WebhookNotFound } from './list-webhooks';

export interface ChangeWebhookInput {
  webhookId: string;
  url?: string | undefined;
  /** Kinds of events; null for all. */
  events?: string[] | null | undefined;
  /** One that is enabled again is sent what has happened meanwhile. */
  enabled?: boolean | undefined;
}

/** Changes what is given. @throws InputRefused */
export async function changeWebhook(
  deps: Audited & Pick<OperationDeps, 'webhooks'> & { ledger: Pick<WebhookLedger, 'changeWebhook'> },
  principal: Principal,
  { webhookId, url, events, enabled }: ChangeWebhookInput,
): Promise<{ ok: true; webhook: Webhook } | WebhookNotFound | Refused<'WEBHOOK_ADDRESS_REFUSED'>> {
  if (events !== undefined) refuseEvents(events);
  if (url !== undefined) refuseUrl(url);
  const wrong = url === undefined || wasDone(deps, 'changeWebhook') ? undefined : await addressRefused(deps, url);
  if (wrong !== undefined) return wrong;
  const change = {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(enabled !== undefined && { enabled }),
  };
  const webhook = await deps.ledger.changeWebhook(webhookId, change, actorOf(deps, principal));
  return webhook === undefined ? noWebhook(webhookId) : { ok: true, webhook };
}

/** Removes a webhook with its secrets and its log: nothing is sent any more. Returns what it was. */
export async function removeWebhook(
  deps: Audited & { ledger: Pick<WebhookLedger, 'removeWebhook'> },
  principal: Principal,
  webhookId: string,
): Promise<{ ok: true; webhook: Webhook } | WebhookNotFound> {
  const webhook = await deps.ledger.removeWebhook(webhookId, actorOf(deps, principal));
  return webhook === undefined ? noWebhook(webhookId) : { ok: true, webhook };
}

/** Gives a webhook a new secret, which is told here only. Messages are signed with the one before as well, for a day. */
export async function rotateWebhookSecret(
  deps: Audited & { ledger: Pick<WebhookLedger, 'rotateWebhookSecret'>; randomBytes(size: number): Uint8Array },
  principal: Principal,
  webhookId: string,
): Promise<{ ok: true; webhook: Webhook; secret: string } | WebhookNotFound | Refused<'WEBHOOK_SECRET_SHOWN'>> {
  if (wasDone(deps, 'rotateWebhook')) return webhookSecretShown(webhookId);
  const [secret, by] = [webhookSecret(deps.randomBytes), actorOf(deps, principal)];
  const previousUntil = later(by.at, SECRETS_OVERLAP_MS);
  const webhook = await deps.ledger.rotateWebhookSecret(webhookId, secret, previousUntil, by);
  return webhook === undefined ? noWebhook(webhookId) : { ok: true, webhook, secret };
}
