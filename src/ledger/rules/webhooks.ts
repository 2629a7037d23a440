import { WEBHOOK_RESET, WEBHOOK_TEST, type Webhook } from '../../domain/webhook';
import type { EventCursor, EventRow } from '../ledger';
import type { WebhookChange } from '../webhooks';
import type { AuditEntry } from './closing';
import { cursorText } from './event-cursor';

// What webhooks are sent, and how the audit words what is done to them. A secret is in none of it.

export interface Message {
  event: string;
  body: string;
}

/** What happened to which portfolio, in the fields of `GET /v1/events`. The details are in the audit, under the same sequence. */
export function eventMessage(row: EventRow): Message {
  const { event, portfolioId, batchId, sequence, actor, via, at } = row;
  return message(event, at, { cursor: cursorText(row), event, portfolioId, batchId, sequence, actor, via, at });
}

/** The database is of an earlier time: what was sent may no longer be so, and events may have been lost. */
export function resetMessage(end: EventCursor, at: string): Message {
  return message(WEBHOOK_RESET, at, { cursor: cursorText(end) });
}

export function testMessage(actor: string, at: string): Message {
  return message(WEBHOOK_TEST, at, { actor });
}

function message(event: string, at: string, data: object): Message {
  return { event, body: JSON.stringify({ type: event, timestamp: at, data }) };
}

export function webhookCreatedEntry({ id, url, events }: Pick<Webhook, 'id' | 'url' | 'events'>): AuditEntry {
  return entry('WEBHOOK_CREATED', { id, url, events });
}

export function webhookChangedEntry(id: string, change: WebhookChange): AuditEntry {
  return entry('WEBHOOK_CHANGED', { id, ...change });
}

export function webhookRemovedEntry({ id, url }: Webhook): AuditEntry {
  return entry('WEBHOOK_REMOVED', { id, url });
}

export function webhookRotatedEntry(id: string, previousUntil: string): AuditEntry {
  return entry('WEBHOOK_ROTATED', { id, previousUntil });
}

export function webhookTestedEntry(id: string, delivery: string): AuditEntry {
  return entry('WEBHOOK_TESTED', { id, delivery });
}

export function webhookResentEntry(id: string, delivery: string): AuditEntry {
  return entry('WEBHOOK_RESENT', { id, delivery });
}

export function webhookDisabledEntry(id: string, why: string, delivery: string): AuditEntry {
  return entry('WEBHOOK_DISABLED', { id, why, delivery });
}

function entry(event: AuditEntry['event'], detail: Record<string, unknown>): AuditEntry {
  return { event, batchId: null, detail };
}
