// Webhooks and what is sent to them.
//
// H1. Each webhook has a place of its own in the order of events. A message for each wanted event is stored by the transaction that moves
//     the place on, so that no event is skipped or taken twice, also when a program is killed.
// H2. A message that is PENDING and due is handed to Temporal again and again until an attempt at it ends. Starting it twice does no harm.
// H3. At most `OPEN_MAX` messages of a webhook are PENDING; what else happens waits in the audit.
// H4. No method but `beginAttempt` returns a secret.

import type { DeliveryState, FailedAttempt, Webhook, WebhookDelivery } from '../domain/webhook';
import type { Actor } from './ledger';

export interface WebhookLedger {
  /** Stores a webhook that begins at the present end of the events. `too-many` when there are WEBHOOKS_MAX. */
  createWebhook(webhook: NewWebhook, by: Actor): Promise<'created' | 'too-many'>;
  findWebhook(id: string): Promise<Webhook | undefined>;
  /** Returns all of them, by id. */
  listWebhooks(): Promise<Webhook[]>;
  /** Changes what is given. One that is enabled goes on where it was disabled. Undefined when there is none. */
  changeWebhook(id: string, change: WebhookChange, by: Actor): Promise<Webhook | undefined>;
  /** Removes it with its secrets and its log. Returns what it was. */
  removeWebhook(id: string, by: Actor): Promise<Webhook | undefined>;
  /** Gives it a new secret. The present one counts until `previousUntil`, one before that no longer. */
  rotateWebhookSecret(id: string, secret: string, previousUntil: string, by: Actor): Promise<Webhook | undefined>;
  /** Returns a page of its messages, the latest first. */
  listDeliveries(webhookId: string, page: { before?: number; limit: number }): Promise<WebhookDelivery[]>;
  /** Stores a test message. */
  testWebhook(webhookId: string, by: Actor): Promise<WebhookDelivery | undefined>;
  /** Has a message sent now, from its first attempt on, whatever became of it. */
  resendDelivery(webhookId: string, deliveryId: string, by: Actor): Promise<WebhookDelivery | undefined>;

  /** Makes messages of the events that each enabled webhook has not had. True when there are more already. */
  feedWebhooks(at: string): Promise<boolean>;
  /** Returns at most `limit` messages that are due, and gives the caller a minute to have them attempted. */
  takeDueDeliveries(at: string, limit: number): Promise<string[]>;
  /** Deletes at most `limit` messages that ended 30 days ago, and secrets whose time is over. */
  sweepWebhooks(at: string, limit: number): Promise<void>;
  /** Counts an attempt that is about to be made. Undefined when there is nothing to attempt any more, or not while it is disabled. */
  beginAttempt(deliveryId: string, at: string): Promise<BegunAttempt | undefined>;
  /** Stores how an attempt went, unless a later one was begun. */
  endAttempt(attempt: Pick<BegunAttempt, 'deliveryId' | 'attempts'>, end: AttemptEnd, at: string): Promise<void>;
  /** Returns the webhook that was disabled because of this message. */
  disabledBy(deliveryId: string): Promise<Webhook | undefined>;
}

export interface NewWebhook extends Pick<Webhook, 'id' | 'url' | 'events'> {
  secret: string;
}

export type WebhookChange = Partial<Pick<Webhook, 'url' | 'events' | 'enabled'>>;

export interface BegunAttempt {
  deliveryId: string;
  /** How many there were, this one included. */
  attempts: number;
  /** Since it was made, or sent again. */
  attempt: number;
  url: string;
  body: string;
  /** One, or two while they are rotated. */
  secrets: string[];
}

export type AttemptEnd =
  | { state: Extract<DeliveryState, 'DELIVERED'>; answer: number }
  | ({ state: Extract<DeliveryState, 'PENDING'>; nextAttemptAt: string } & FailedAttempt)
  | ({ state: Extract<DeliveryState, 'FAILED'> } & FailedAttempt);

/** How many messages of a webhook may be PENDING at once, and how many of one to which nothing can be delivered. */
export const OPEN_MAX = 100;
export const OPEN_WHILE_FAILING_MAX = 10;
