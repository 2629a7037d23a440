// The operations of webhooks: here, or behind the HTTP API.

import { randomBytes } from 'node:crypto';
import { changeWebhook, removeWebhook, rotateWebhookSecret } from '../../operations/change-webhook';
import { createWebhook } from '../../operations/create-webhook';
import { listWebhooks } from '../../operations/list-webhooks';
import { listWebhookDeliveries, resendDelivery, testWebhook } from '../../operations/webhook-deliveries';
import type { Cli } from '../cli';
import type { Done, Looked } from './door';
import type { HttpApi } from './http';
import { answered, body, pagesOrNo } from './remote/answers';

export interface WebhookDoor {
  createWebhook: Done<typeof createWebhook>;
  listWebhooks: () => ReturnType<typeof listWebhooks>;
  changeWebhook: Done<typeof changeWebhook>;
  removeWebhook: Done<typeof removeWebhook>;
  rotateWebhookSecret: Done<typeof rotateWebhookSecret>;
  listWebhookDeliveries: Looked<typeof listWebhookDeliveries>;
  testWebhook: Done<typeof testWebhook>;
  resendDelivery: Done<typeof resendDelivery>;
}

export function localWebhooks({ open, principal }: Pick<Cli, 'open' | 'principal'>): WebhookDoor {
  return {
    createWebhook: async (input) =>
      createWebhook({ ...(await open('ledger', 'webhooks')), randomBytes }, principal(), input),
    listWebhooks: async () => listWebhooks(await open('ledger')),
    changeWebhook: async (input) => changeWebhook(await open('ledger', 'webhooks'), principal(), input),
    removeWebhook: async (id) => removeWebhook(await open('ledger'), principal(), id),
    rotateWebhookSecret: async (id) => rotateWebhookSecret({ ...(await open('ledger')), randomBytes }, principal(), id),
    listWebhookDeliveries: async (which) => listWebhookDeliveries(await open('ledger'), which),
    testWebhook: async (id) => testWebhook(await open('ledger'), principal(), id),
    resendDelivery: async (input) => resendDelivery(await open('ledger'), principal(), input),
  };
}

export function remoteWebhooks(ask: HttpApi['ask']): WebhookDoor {
  return {
    createWebhook: async (input) => answered(await ask('post', '/v1/webhooks', { body: input }), (made) => made),
    listWebhooks: async () => body(await ask('get', '/v1/webhooks')).data,
    changeWebhook: async ({ webhookId, ...change }) => {
      const asked = { params: { webhookId }, body: change };
      return answered(await ask('patch', '/v1/webhooks/{webhookId}', asked), (webhook) => ({ webhook }));
    },
    removeWebhook: async (webhookId) =>
      answered(await ask('delete', '/v1/webhooks/{webhookId}', { params: { webhookId } }), (webhook) => ({ webhook })),
    rotateWebhookSecret: async (webhookId) => {
      const asked = { params: { webhookId } };
      return answered(await ask('post', '/v1/webhooks/{webhookId}/rotate-secret', asked), (made) => made);
    },
    listWebhookDeliveries: async ({ webhookId, limit, after }) => {
      const read = (query: { limit: number; cursor: string | undefined }) =>
        ask('get', '/v1/webhooks/{webhookId}/deliveries', { params: { webhookId }, query });
      return answered(await pagesOrNo(limit, after, read), ({ rows, next }) => ({ deliveries: rows, next }));
    },
    testWebhook: async (webhookId) => {
      const asked = { params: { webhookId } };
      return answered(await ask('post', '/v1/webhooks/{webhookId}/test', asked), (delivery) => ({ delivery }));
    },
    resendDelivery: async (params) => {
      const path = '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/resend';
      return answered(await ask('post', path, { params }), (delivery) => ({ delivery }));
    },
  };
}
