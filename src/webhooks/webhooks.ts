// How a message gets to a webhook.

import type { FailedAttempt } from '../domain/webhook';

export interface WebhookSender {
  /**
   * Sends one message, once, and says how that went. `webhook-id` is `id`; there is a signature for each of `secrets`. The address is checked
   * after its name was resolved, and what was checked is what is connected to. No redirect is followed.
   */
  send(message: SentMessage): Promise<Sent>;
  /** Returns what keeps this URL from being sent to, as the end of a sentence about it, or undefined. */
  addressProblem(url: string): Promise<string | undefined>;
}

export interface SentMessage {
  id: string;
  url: string;
  body: string;
  secrets: readonly string[];
}

export type Sent = { arrived: true; answer: number } | ({ arrived: false } & FailedAttempt);
