import { later } from '../../domain/time';
import { isDead, type Webhook } from '../../domain/webhook';
import { type EventCursor, SYSTEM_AUDIT } from '../ledger';
import { canonicalTime, storableText } from '../rules/canonical';
import { eventMessage, type Message, resetMessage, webhookDisabledEntry } from '../rules/webhooks';
import { type AttemptEnd, type BegunAttempt, OPEN_MAX, OPEN_WHILE_FAILING_MAX, type WebhookLedger } from '../webhooks';
import { auditRows, insertAudit } from './audit';
import type { Database, Query } from './connection';
import { eventsEnd, readEvents } from './pages';

export const WEBHOOK_COLUMNS = `id, url, events, enabled, disabled_why AS "disabledWhy", failing_since AS "failingSince",
  (SELECT max(s.ends_at) FROM webhook_secrets s WHERE s.webhook_id = webhooks.id AND s.ends_at > now()) AS "previousSecretUntil",
  created_by AS "createdBy", created_at AS "createdAt"`;

type Sending = 'feedWebhooks' | 'takeDueDeliveries' | 'sweepWebhooks' | 'beginAttempt' | 'endAttempt' | 'disabledBy';

/** Longer than it takes from the hand-over to an attempt, and from its beginning to its end, when nobody is killed. */
const HANDED_MS = 60_000;
const ATTEMPTED_MS = 120_000;
const KEPT_MS = 30 * 24 * 3_600_000;
const NAME = 'webhooks';

export function webhookSendingMethods(db: Database): Pick<WebhookLedger, Sending> {
  return {
    feedWebhooks: async (at) => {
      const enabled = await db.query<{ id: string }>('SELECT id FROM webhooks WHERE enabled ORDER BY id');
      let isMore = false;
      for (const { id } of enabled) {
        const wasFull = await db.transaction((query) => feed(query, id, canonicalTime(at)));
        isMore ||= wasFull;
      }
      return isMore;
    },
    takeDueDeliveries: async (at, limit) => {
      const taken = await db.query<{ id: string }>(
        `UPDATE webhook_deliveries SET due_at = $2 WHERE id IN (
           SELECT d.id FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id
            WHERE d.state = 'PENDING' AND d.due_at <= $1 AND w.enabled
            ORDER BY d.due_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED
         ) RETURNING id`,
        [canonicalTime(at), later(at, HANDED_MS), limit],
      );
      return taken.map(({ id }) => id);
    },
    sweepWebhooks: async (at, limit) => {
      await db.query('DELETE FROM webhook_secrets WHERE ends_at <= $1', [canonicalTime(at)]);
      await db.query(
        `DELETE FROM webhook_deliveries WHERE id IN (
           SELECT id FROM webhook_deliveries WHERE state <> 'PENDING' AND created_at <= $1 ORDER BY created_at LIMIT $2
         )`,
        [later(at, -KEPT_MS), limit],
      );
    },
    beginAttempt: (deliveryId, at) => beginAttempt(db.query, deliveryId, canonicalTime(at)),
    endAttempt: (attempt, end, at) => db.transaction((query) => endAttempt(query, attempt, end, canonicalTime(at))),
    disabledBy: async (deliveryId) => {
      const text = `SELECT ${WEBHOOK_COLUMNS} FROM webhooks WHERE disabled_by = $1 AND NOT enabled`;
      const [webhook] = await db.query<Webhook>(text, [deliveryId]);
      return webhook;
    },
  };
}

/** H1, H3. Returns whether there may be more to read already. Another monitor that is at it is left alone. */
async function feed(query: Query, id: string, at: string): Promise<boolean> {
  const [webhook] = await query<EventCursor & { place: number; events: string[] | null; room: number }>(
    `SELECT read_xid::text AS xid, read_id AS place, read_epoch AS epoch, events,
            (CASE WHEN failing_since IS NULL THEN $2::integer ELSE $3::integer END) - (SELECT count(*)::integer FROM (
              SELECT FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id AND d.state = 'PENDING' LIMIT $2
            ) o) AS room
       FROM webhooks WHERE id = $1 AND enabled FOR NO KEY UPDATE SKIP LOCKED`,
    [id, OPEN_MAX, OPEN_WHILE_FAILING_MAX],
  );
  if (webhook === undefined || webhook.room <= 0) return false;
  const { xid, place, epoch, events, room } = webhook;
  const rows = await readEvents({ query }, { xid, id: place, epoch }, room);
  if (rows === undefined) {
    const end = await eventsEnd({ query });
    await move(query, id, end, [resetMessage(end, at)], at);
    return false;
  }
  const last = rows.at(-1);
  if (last === undefined) return false;
  const wanted = rows.filter(({ event }) => events === null || events.includes(event));
  await move(query, id, last, wanted.map(eventMessage), at);
  return rows.length === room;
}

async function move(
  query: Query,
  id: string,
  to: EventCursor,
  messages: readonly Message[],
  at: string,
): Promise<void> {
  if (messages.length > 0)
    await query(
      `INSERT INTO webhook_deliveries (webhook_id, event, body, created_at, due_at)
       SELECT $1, event, body, $4, $4 FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS m(event, body, n) ORDER BY n`,
      [id, messages.map(({ event }) => event), messages.map(({ body }) => body), at],
    );
  await query('UPDATE webhooks SET read_xid = $2::xid8, read_id = $3, read_epoch = $4 WHERE id = $1', [
    id,
    to.xid,
    to.id,
    to.epoch,
  ]);
}

async function beginAttempt(query: Query, deliveryId: string, at: string): Promise<BegunAttempt | undefined> {
  const [begun] = await query<BegunAttempt>(
    `UPDATE webhook_deliveries d SET attempts = attempts + 1, attempted_at = $2, next_attempt_at = NULL, due_at = $3
       FROM webhooks w WHERE d.id = $1 AND w.id = d.webhook_id AND w.enabled AND d.state = 'PENDING'
     RETURNING d.id AS "deliveryId", d.attempts, d.attempts - d.attempts_before AS attempt, w.url, d.body,
       ARRAY(SELECT secret FROM webhook_secrets WHERE webhook_id = w.id AND (ends_at IS NULL OR ends_at > $2)
              ORDER BY ends_at DESC NULLS FIRST) AS secrets`,
    [deliveryId, at, later(at, ATTEMPTED_MS)],
  );
  // It is due again in the moment in which its webhook is enabled.
  if (begun === undefined)
    await query(`UPDATE webhook_deliveries SET due_at = $2 WHERE id = $1 AND state = 'PENDING'`, [deliveryId, at]);
  return begun;
}

async function endAttempt(
  query: Query,
  { deliveryId, attempts }: Pick<BegunAttempt, 'deliveryId' | 'attempts'>,
  end: AttemptEnd,
  at: string,
): Promise<void> {
  const isDelivered = end.state === 'DELIVERED';
  const next = end.state === 'PENDING' ? canonicalTime(end.nextAttemptAt) : null;
  // What has arrived has arrived, also when a later attempt was begun meanwhile.
  const [ended] = await query<{ webhookId: string }>(
    `UPDATE webhook_deliveries
        SET state = $3, answer = $4, problem = $5, next_attempt_at = $6, due_at = coalesce($7, due_at)
      WHERE id = $1 AND state = 'PENDING' AND (attempts = $2 OR $8) RETURNING webhook_id AS "webhookId"`,
    [
      deliveryId,
      attempts,
      end.state,
      end.answer,
      isDelivered ? null : storableText(end.problem),
      next,
      next && later(next, ATTEMPTED_MS),
      isDelivered,
    ],
  );
  if (ended === undefined) return;
  const { webhookId } = ended;
  if (end.state === 'DELIVERED') {
    await query('UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL', [webhookId]);
    return;
  }
  await query('UPDATE webhooks SET failing_since = $2 WHERE id = $1 AND failing_since IS NULL', [webhookId, at]);
  if (end.state === 'FAILED') await disableDead(query, webhookId, deliveryId, end, at);
}

async function disableDead(
  query: Query,
  webhookId: string,
  deliveryId: string,
  end: Extract<AttemptEnd, { state: 'FAILED' }>,
  at: string,
): Promise<void> {
  const [webhook] = await query<{ failingSince: string | null }>(
    'SELECT failing_since AS "failingSince" FROM webhooks WHERE id = $1 AND enabled FOR NO KEY UPDATE',
    [webhookId],
  );
  if (!webhook?.failingSince || !isDead(webhook.failingSince, at, end)) return;
  const why = `nothing was delivered since ${webhook.failingSince}: ${end.problem}`;
  await query('UPDATE webhooks SET enabled = false, disabled_why = $2, disabled_by = $3 WHERE id = $1', [
    webhookId,
    storableText(why),
    deliveryId,
  ]);
  const entry = webhookDisabledEntry(webhookId, why, deliveryId);
  await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], { name: NAME, at })]);
}
