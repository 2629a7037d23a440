// Webhooks: events that are sent to an address outside, signed as Standard Webhooks has it. docs/decisions/0013 says how.

import { msBetween } from './time';

/** Where events are sent. Times are ISO. Its secrets are nowhere in it. */
export interface Webhook {
  id: string;
  url: string;
  /** The kinds of events that are sent; null for all. */
  events: string[] | null;
  /** While it is not, events wait, and are sent once it is again. */
  enabled: boolean;
  /** Why it was disabled by the system; null when it is enabled, or a person has disabled it. */
  disabledWhy: string | null;
  /** Since when nothing could be delivered; null when the last delivery arrived. */
  failingSince: string | null;
  /** Until when messages are signed with the secret before the present one as well. */
  previousSecretUntil: string | null;
  createdBy: string;
  createdAt: string;
}

export const DELIVERY_STATES = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message to one webhook. Its id is the `webhook-id` of each attempt. */
export interface WebhookDelivery {
  id: string;
  webhookId: string;
  /** Rises in the order in which they were made. */
  number: number;
  /** The kind of event, or WEBHOOK_TEST or WEBHOOK_RESET. */
  event: string;
  state: DeliveryState;
  attempts: number;
  createdAt: string;
  lastAttemptAt: string | null;
  /** The HTTP status that the last attempt was answered with. */
  answer: number | null;
  /** Why the last attempt failed. */
  problem: string | null;
  nextAttemptAt: string | null;
}

/** What only a webhook is sent: a message that a person asked for, and that events may have been lost. */
export const WEBHOOK_TEST = 'WEBHOOK_TEST';
export const WEBHOOK_RESET = 'WEBHOOK_RESET';

export const WEBHOOKS_MAX = 20;
export const WEBHOOK_URL_MAX = 2_000;
/** Long enough to bring a new secret to every receiver, and short enough for one that got out. */
export const SECRETS_OVERLAP_MS = 24 * 3_600_000;

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** The waits after each failed attempt: about a day together. */
const WAITS_MS = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
];
const RETRY_AFTER_MAX_MS = 6 * HOUR;
/** After this time without a delivery it is taken for dead. One message is tried for longer, so that its last failure disables it. */
const DEAD_AFTER_MS = 20 * HOUR;
/** The receiver says that it wants no more, ever. */
const GONE = 410;

/** How an attempt went that did not arrive: `answer` is its HTTP status, if there was one. */
export interface FailedAttempt {
  answer: number | null;
  problem: string;
  /** What the receiver asked for. */
  retryAfterMs: number | null;
}

/** Returns the wait before the next attempt, or null when it was the last one. `attempt` counts from 1. */
export function waitAfter(attempt: number, { answer, retryAfterMs }: FailedAttempt): number | null {
  const wait = WAITS_MS[attempt - 1];
  if (wait === undefined || answer === GONE) return null;
  return Math.max(wait, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS));
}

/** Returns whether a webhook is disabled after a message that is not attempted any more. */
export function isDead(failingSince: string, at: string, { answer }: FailedAttempt): boolean {
  return answer === GONE || msBetween(failingSince, at) >= DEAD_AFTER_MS;
}
