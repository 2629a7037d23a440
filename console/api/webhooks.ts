import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

type Schemas = components['schemas'];

export type Webhook = Schemas['Webhook'];
export type EventKind = Schemas['EventKind'];
export type WebhookDelivery = Schemas['WebhookDelivery'];

export function useWebhooks() {
  return useQuery({ queryKey: ['webhooks'], queryFn: () => answered(api.GET('/v1/webhooks')) });
}

export function useWebhook(webhookId: string) {
  return useQuery({
    queryKey: ['webhooks', { webhookId }],
    queryFn: () => answered(api.GET('/v1/webhooks/{webhookId}', { params: { path: { webhookId } } })),
  });
}

/** What was sent to it, the latest first. */
export function useDeliveries(webhookId: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['webhooks', { webhookId }, 'deliveries', cursor],
    queryFn: () =>
      answered(
        api.GET('/v1/webhooks/{webhookId}/deliveries', {
          params: { path: { webhookId }, query: cursor === undefined ? {} : { cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

const key = (once: string) => ({ 'Idempotency-Key': once });
const of = (webhookId: string, once: string) => ({ path: { webhookId }, header: key(once) });

/** Events are sent to it from now on. Its secret is in this answer only. */
export function createWebhook(body: Schemas['CreateWebhook'], once: string): Promise<Schemas['WebhookWithSecret']> {
  return answered(api.POST('/v1/webhooks', { body, params: { header: key(once) } }));
}

export function setEnabled(webhookId: string, enabled: boolean, once: string): Promise<Webhook> {
  return answered(api.PATCH('/v1/webhooks/{webhookId}', { params: of(webhookId, once), body: { enabled } }));
}

export function rotateSecret(webhookId: string, once: string): Promise<Schemas['WebhookWithSecret']> {
  return answered(api.POST('/v1/webhooks/{webhookId}/rotate-secret', { params: of(webhookId, once) }));
}

export function removeWebhook(webhookId: string, once: string): Promise<Webhook> {
  return answered(api.DELETE('/v1/webhooks/{webhookId}', { params: of(webhookId, once) }));
}

export function sendTest(webhookId: string, once: string): Promise<WebhookDelivery> {
  return answered(api.POST('/v1/webhooks/{webhookId}/test', { params: of(webhookId, once) }));
}

export function sendAgain({ webhookId, id }: WebhookDelivery, once: string): Promise<WebhookDelivery> {
  const params = { path: { webhookId, deliveryId: id }, header: key(once) };
  return answered(api.POST('/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend', { params }));
}
