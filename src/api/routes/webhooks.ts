import { z } from '@hono/zod-openapi';
import { EVENT_NAMES } from '../../domain/event-names';
import { DELIVERY_STATES, WEBHOOK_URL_MAX } from '../../domain/webhook';
import { changeWebhook, removeWebhook, rotateWebhookSecret } from '../../operations/change-webhook';
import { createWebhook, webhookSecretShown } from '../../operations/create-webhook';
import { listWebhooks, showWebhook } from '../../operations/list-webhooks';
import { listWebhookDeliveries, resendDelivery, testWebhook } from '../../operations/webhook-deliveries';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { cursor, limit, page, pageOrNo } from '../schemas/page';

const webhookId = () =>
  z
    .string()
    .regex(/^[a-z2-7]{8}$/, 'must be the id of a webhook')
    .openapi({ example: 'k3b7qd2m' });
const deliveryId = () =>
  z.uuid('must be the id of a delivery').openapi({ example: '6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10' });
const InPath = z.object({ webhookId: webhookId().openapi({ param: { name: 'webhookId', in: 'path' } }) });
const url = () => z.string().openapi({ example: 'https://example.com/autobalancer' });
const urlInput = () => url().openapi({ maxLength: WEBHOOK_URL_MAX, pattern: '^https://' });
const EventKind = z.enum(EVENT_NAMES as [string, ...string[]]).openapi('EventKind');
const eventsInput = () =>
  z
    .array(EventKind)
    .nullable()
    .openapi({ minItems: 1, uniqueItems: true, description: 'the kinds of events that are sent; null for all' });

const Webhook = z
  .object({
    id: webhookId(),
    url: url(),
    events: z.array(z.string()).nullable().openapi({ description: 'the kinds of events that are sent; null for all' }),
    enabled: z.boolean().openapi({ description: 'while it is not, events wait' }),
    disabledWhy: z.string().nullable().openapi({ description: 'why the system has disabled it' }),
    failingSince: time().nullable().openapi({ description: 'null when the last delivery arrived' }),
    previousSecretUntil: time()
      .nullable()
      .openapi({ description: 'until then messages are signed with the secret before this one as well' }),
    createdBy: z.string(),
    createdAt: time(),
  })
  .openapi('Webhook');
const Webhooks = z.object({ data: z.array(Webhook) }).openapi('Webhooks');
const CreateWebhook = z.strictObject({ url: urlInput(), events: eventsInput().default(null) }).openapi('CreateWebhook');
const ChangeWebhook = z
  .strictObject({ url: urlInput().optional(), events: eventsInput().optional(), enabled: z.boolean().optional() })
  .openapi('ChangeWebhook');
const WithSecret = z
  .object({
    webhook: Webhook,
    secret: z.string().openapi({ description: 'the signing secret, whsec_…: it is shown this one time' }),
  })
  .openapi('WebhookWithSecret');
const WebhookDelivery = z
  .object({
    id: deliveryId().openapi({ description: 'the `webhook-id` of each attempt' }),
    webhookId: webhookId(),
    number: z.int().openapi({ description: 'rises in the order in which they were made' }),
    event: z.string().openapi({
      example: 'BATCH_SUCCESS',
      description: 'the kind of event, or WEBHOOK_TEST, or WEBHOOK_RESET when events may have been lost',
    }),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    createdAt: time(),
    lastAttemptAt: time().nullable(),
    answer: z.int().nullable().openapi({ description: 'the HTTP status of the last answer' }),
    problem: z.string().nullable().openapi({ description: 'why the last attempt failed' }),
    nextAttemptAt: time().nullable(),
  })
  .openapi('WebhookDelivery');
const WebhookDeliveryPage = page(WebhookDelivery).openapi('WebhookDeliveryPage');

export function addWebhooks(api: Api): void {
  addCreate(api);
  addLooks(api);
  addChanges(api);
  addDeliveries(api);
}

function addCreate(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/webhooks',
      operationId: 'createWebhook',
      tag: 'webhooks',
      summary: 'Have events sent to a URL from now on',
      role: 'admin',
      idempotent: true,
      body: CreateWebhook,
      success: { status: 201, schema: WithSecret, description: 'the webhook with its secret' },
      refusals: [
        'INVALID_WEBHOOK',
        'TOO_MANY_WEBHOOKS',
        'WEBHOOK_ADDRESS_REFUSED',
        'WEBHOOK_SECRET_SHOWN',
        'WEBHOOK_NOT_FOUND',
      ],
    },
    async ({ principal, body }, deps) => {
      const made = await createWebhook(deps, principal, body);
      if (!made.ok) return made;
      const { webhook, secret } = made;
      return {
        body: { webhook, secret },
        location: `/v1/webhooks/${webhook.id}`,
        afterwards: webhookSecretShown(webhook.id),
      };
    },
  );
}

function addLooks(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/webhooks',
      operationId: 'listWebhooks',
      tag: 'webhooks',
      summary: 'List the webhooks, without their secrets',
      role: 'viewer',
      success: { schema: Webhooks, description: 'all of them, by id' },
    },
    async (_asked, deps) => ({ body: { data: await listWebhooks(deps) } }),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/webhooks/{webhookId}',
      operationId: 'showWebhook',
      tag: 'webhooks',
      summary: 'Show a webhook, without its secret',
      role: 'viewer',
      params: InPath,
      success: { schema: Webhook, description: 'the webhook' },
      refusals: ['WEBHOOK_NOT_FOUND'],
    },
    async ({ params }, deps) => {
      const shown = await showWebhook(deps, params.webhookId);
      return shown.ok ? { body: shown.webhook } : shown;
    },
  );
}

function addChanges(api: Api): void {
  register(
    api,
    {
      method: 'patch',
      path: '/v1/webhooks/{webhookId}',
      operationId: 'changeWebhook',
      tag: 'webhooks',
      summary: 'Change the URL or the events of a webhook, disable or enable it',
      role: 'admin',
      idempotent: true,
      params: InPath,
      body: ChangeWebhook,
      success: { schema: Webhook, description: 'one that is enabled again is sent what has happened meanwhile' },
      refusals: ['INVALID_WEBHOOK', 'WEBHOOK_ADDRESS_REFUSED', 'WEBHOOK_NOT_FOUND'],
    },
    async ({ principal, params, body }, deps) => {
      const changed = await changeWebhook(deps, principal, { ...params, ...body });
      return changed.ok ? { body: changed.webhook } : changed;
    },
  );
  register(
    api,
    {
      method: 'delete',
      path: '/v1/webhooks/{webhookId}',
      operationId: 'removeWebhook',
      tag: 'webhooks',
      summary: 'Remove a webhook with its secrets and its log',
      role: 'admin',
      idempotent: true,
      params: InPath,
      success: { schema: Webhook, description: 'what it was' },
      refusals: ['WEBHOOK_NOT_FOUND'],
    },
    async ({ principal, params }, deps) => {
      const removed = await removeWebhook(deps, principal, params.webhookId);
      return removed.ok ? { body: removed.webhook } : removed;
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/webhooks/{webhookId}/rotate-secret',
      operationId: 'rotateWebhookSecret',
      tag: 'webhooks',
      summary: 'Make a new secret: for a day, messages are signed with the one before as well',
      role: 'admin',
      idempotent: true,
      params: InPath,
      success: { schema: WithSecret, description: 'the webhook with its new secret' },
      refusals: ['WEBHOOK_NOT_FOUND', 'WEBHOOK_SECRET_SHOWN'],
    },
    async ({ principal, params }, deps) => {
      const rotated = await rotateWebhookSecret(deps, principal, params.webhookId);
      if (!rotated.ok) return rotated;
      const { webhook, secret } = rotated;
      return { body: { webhook, secret }, afterwards: webhookSecretShown(webhook.id) };
    },
  );
}

function addDeliveries(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/webhooks/{webhookId}/deliveries',
      operationId: 'listWebhookDeliveries',
      tag: 'webhooks',
      summary: 'List what was sent to a webhook, the latest first: it is kept for 30 days',
      role: 'viewer',
      params: InPath,
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: WebhookDeliveryPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['WEBHOOK_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { limit, cursor: after } }, deps) => {
      const listed = await listWebhookDeliveries(deps, { ...params, limit, after });
      return pageOrNo(listed, ({ deliveries }) => deliveries);
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/webhooks/{webhookId}/test',
      operationId: 'testWebhook',
      tag: 'webhooks',
      summary: 'Send a test message',
      role: 'operator',
      idempotent: true,
      params: InPath,
      success: { status: 202, schema: WebhookDelivery, description: 'follow it in the list of deliveries' },
      refusals: ['WEBHOOK_DISABLED', 'WEBHOOK_NOT_FOUND'],
    },
    async ({ principal, params }, deps) => {
      const tested = await testWebhook(deps, principal, params.webhookId);
      return tested.ok ? { body: tested.delivery } : tested;
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend',
      operationId: 'resendWebhookDelivery',
      tag: 'webhooks',
      summary: 'Send a message again, now',
      role: 'operator',
      idempotent: true,
      params: InPath.extend({ deliveryId: deliveryId().openapi({ param: { name: 'deliveryId', in: 'path' } }) }),
      success: { status: 202, schema: WebhookDelivery, description: 'the same message, with the same `webhook-id`' },
      refusals: ['WEBHOOK_DISABLED', 'WEBHOOK_DELIVERY_NOT_FOUND', 'WEBHOOK_NOT_FOUND'],
    },
    async ({ principal, params }, deps) => {
      const sent = await resendDelivery(deps, principal, params);
      return sent.ok ? { body: sent.delivery } : sent;
    },
  );
}
