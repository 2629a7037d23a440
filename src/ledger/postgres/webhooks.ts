import { WEBHOOKS_MAX, type Webhook, type WebhookDelivery } from '../../domain/webhook';
import { SYSTEM_AUDIT } from '../ledger';
import { canonicalTime, storableText } from '../rules/canonical';
import type { AuditEntry } from '../rules/closing';
import {
  testMessage,
  webhookChangedEntry,
  webhookCreatedEntry,
  webhookRemovedEntry,
  webhookResentEntry,
  webhookRotatedEntry,
  webhookTestedEntry,
} from '../rules/webhooks';
import type { WebhookLedger } from '../webhooks';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { eventsEnd } from './pages';
import { WEBHOOK_COLUMNS, webhookSendingMethods } from './webhook-sending';

const DELIVERY_COLUMNS = `id, webhook_id AS "webhookId", number, event, state, attempts, created_at AS "createdAt",
  attempted_at AS "lastAttemptAt", answer, problem, next_attempt_at AS "nextAttemptAt"`;

/** H1 to H4 are explained in ../webhooks.ts. */
export function webhookMethods(db: Database): WebhookLedger {
  return { ...makingMethods(db), ...changingMethods(db), ...logMethods(db), ...webhookSendingMethods(db) };
}

function makingMethods(db: Database): Pick<WebhookLedger, 'createWebhook' | 'findWebhook' | 'listWebhooks'> {
  return {
    createWebhook: (webhook, by) =>
      changeOnce(
        db,
        by,
        `createWebhook ${webhook.id}`,
        async (query) => {
          const { id, url, events, secret } = webhook;
          // Two at the same moment would both find room.
          await query('LOCK TABLE webhooks IN SHARE ROW EXCLUSIVE MODE');
          const [count] = await query<{ webhooks: number }>('SELECT count(*) AS webhooks FROM webhooks');
          if ((count?.webhooks ?? 0) >= WEBHOOKS_MAX) return 'too-many';
          const at = canonicalTime(by.at);
          const end = await eventsEnd({ query });
          await query(
            `INSERT INTO webhooks (id, url, events, read_xid, read_id, read_epoch, created_by, created_at)
             VALUES ($1, $2, $3, $4::xid8, $5, $6, $7, $8)`,
            [id, url, events, end.xid, end.id, end.epoch, storableText(by.name), at],
          );
          await query('INSERT INTO webhook_secrets (webhook_id, secret, made_at) VALUES ($1, $2, $3)', [
            id,
            secret,
            at,
          ]);
          await audit(query, webhookCreatedEntry(webhook), by);
          return 'created';
        },
        (answer) => answer === 'created',
      ),
    findWebhook: (id) => findWebhook(db.query, id),
    listWebhooks: () => db.query<Webhook>(`SELECT ${WEBHOOK_COLUMNS} FROM webhooks ORDER BY id`),
  };
}

type Changes = 'changeWebhook' | 'removeWebhook' | 'rotateWebhookSecret';

function changingMethods(db: Database): Pick<WebhookLedger, Changes> {
  return {
    changeWebhook: (id, change, by) =>
      changeOnce(db, by, 'changeWebhook', async (query) => {
        const before = await lockWebhook(query, id);
        if (before === undefined) return undefined;
        const { url, events, enabled } = { ...before, ...change };
        const isToldToDisable = change.enabled === false;
        await query(
          `UPDATE webhooks SET url = $2, events = $3, enabled = $4,
                  disabled_why = CASE WHEN $4 OR $5 THEN NULL ELSE disabled_why END,
                  disabled_by = CASE WHEN $4 OR $5 THEN NULL ELSE disabled_by END,
                  failing_since = CASE WHEN $4 AND NOT enabled THEN NULL ELSE failing_since END
            WHERE id = $1`,
          [id, url, events, enabled, isToldToDisable],
        );
        // What waits is sent now, and not when its next attempt would have been.
        if (enabled && !before.enabled)
          await query(`UPDATE webhook_deliveries SET due_at = $2 WHERE webhook_id = $1 AND state = 'PENDING'`, [
            id,
            canonicalTime(by.at),
          ]);
        await audit(query, webhookChangedEntry(id, change), by);
        return findWebhook(query, id);
      }),
    removeWebhook: (id, by) =>
      changeOnce(db, by, 'removeWebhook', async (query) => {
        const before = await lockWebhook(query, id);
        if (before === undefined) return undefined;
        await query('DELETE FROM webhooks WHERE id = $1', [id]);
        await audit(query, webhookRemovedEntry(before), by);
        return before;
      }),
    rotateWebhookSecret: (id, secret, previousUntil, by) =>
      changeOnce(db, by, 'rotateWebhook', async (query) => {
        if ((await lockWebhook(query, id)) === undefined) return undefined;
        const at = canonicalTime(by.at);
        await query(
          `UPDATE webhook_secrets SET ends_at = CASE WHEN ends_at IS NULL THEN $2::timestamptz ELSE least(ends_at, $3) END
            WHERE webhook_id = $1`,
          [id, canonicalTime(previousUntil), at],
        );
        await query('INSERT INTO webhook_secrets (webhook_id, secret, made_at) VALUES ($1, $2, $3)', [id, secret, at]);
        await audit(query, webhookRotatedEntry(id, previousUntil), by);
        return findWebhook(query, id);
      }),
  };
}

type Log = 'listDeliveries' | 'testWebhook' | 'resendDelivery';

function logMethods(db: Database): Pick<WebhookLedger, Log> {
  return {
    listDeliveries: (webhookId, { before = Number.MAX_SAFE_INTEGER, limit }) =>
      db.query<WebhookDelivery>(
        `SELECT ${DELIVERY_COLUMNS} FROM webhook_deliveries WHERE webhook_id = $1 AND number < $2
          ORDER BY number DESC LIMIT $3`,
        [webhookId, before, limit],
      ),
    testWebhook: (webhookId, by) =>
      changeOnce(db, by, 'testWebhook', async (query) => {
        if ((await lockWebhook(query, webhookId)) === undefined) return undefined;
        const at = canonicalTime(by.at);
        const { event, body } = testMessage(storableText(by.name), at);
        const [made] = await query<WebhookDelivery>(
          `INSERT INTO webhook_deliveries (webhook_id, event, body, created_at, due_at) VALUES ($1, $2, $3, $4, $4)
           RETURNING ${DELIVERY_COLUMNS}`,
          [webhookId, event, body, at],
        );
        if (made !== undefined) await audit(query, webhookTestedEntry(webhookId, made.id), by);
        return made;
      }),
    resendDelivery: (webhookId, deliveryId, by) =>
      changeOnce(db, by, 'resendDelivery', async (query) => {
        const [sent] = await query<WebhookDelivery>(
          `UPDATE webhook_deliveries
              SET state = 'PENDING', attempts_before = attempts, next_attempt_at = $3, due_at = $3
            WHERE webhook_id = $1 AND id = $2 RETURNING ${DELIVERY_COLUMNS}`,
          [webhookId, deliveryId, canonicalTime(by.at)],
        );
        if (sent !== undefined) await audit(query, webhookResentEntry(webhookId, deliveryId), by);
        return sent;
      }),
  };
}

async function findWebhook(query: Query, id: string): Promise<Webhook | undefined> {
  const [found] = await query<Webhook>(`SELECT ${WEBHOOK_COLUMNS} FROM webhooks WHERE id = $1`, [id]);
  return found;
}

async function lockWebhook(query: Query, id: string): Promise<Webhook | undefined> {
  await query('SELECT FROM webhooks WHERE id = $1 FOR NO KEY UPDATE', [id]);
  return findWebhook(query, id);
}

async function audit(query: Query, entry: AuditEntry, by: Parameters<typeof auditRows>[2]): Promise<void> {
  await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], by)]);
}
