// Every message to a running workflow, and every answer. One JSON object each, so that the Web UI can send it.

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OrderState, Side } from '../domain/order';
import type { Freeze, Resolve, Verdict } from '../domain/stale';
import type { AlertInput, StaleHold } from '../domain/steps';
import type { Phase } from './steps';

export interface RebalanceInput {
  portfolioId: string;
  /** How long one run may trade before it stops placing orders. */
  lockTtlMs: number;
}

/**
 * Something moved this portfolio past its threshold, or it should be evaluated again. `symbols` are all that it targets, for
 * people.
 */
export interface PriceChanged {
  symbols: string[];
}

export interface RequestRebalance {
  actor: string;
  /** Without it, the portfolio is brought to its targets. */
  run?: 'invest_cash';
  /** The frozen plan to be traded, and nothing else. */
  proposal?: string;
}

/** The verdict, given at once: a refusal fails the update as REFUSED. To learn the outcome, wait for the workflow's result. */
export interface RequestRebalanceResult {
  accepted: true;
}

/** What a rebalance hands over to the hold that follows it under the same id. */
export interface StaleInput {
  /** For people: the Web UI opens a workflow on the tab that shows its input. */
  help?: string;
  portfolioId: string;
  lockTtlMs: number;
  hold: StaleHold;
  /** ISO time at which the hold began. */
  since: string;
  /** Alerts sent so far, over all runs of this hold. */
  alerts: number;
  /** What was sent as a `resolve` before the hold began, although the ledger said STALE already. */
  resolves?: unknown[];
}

export interface DeliverWebhook {
  deliveryId: string;
}

export interface RollOut {
  rolloutId: string;
  /** Where its look at portfolios goes on. */
  after?: string;
}

/** What a resolved hold returns. */
export interface Resolved extends Resolve {
  outcome: 'RESOLVED';
}

/** Memo of a hold, readable without a worker. */
export interface StaleMemo extends StaleHold {
  since: string;
}

export interface Status {
  phase: Phase;
  batchId: string | null;
  drift: string | null;
  /** ISO time at which the run stops placing orders; null for a hold. */
  expiresAt: string | null;
  /** Why the run was stopped, or why the portfolio is held. */
  reason: string | null;
  orders: StatusOrder[];
}

export interface StatusOrder {
  symbol: string;
  side: Side;
  quantity: string | null;
  filled: string;
  state: OrderState;
}

export const priceChangedSignal = defineSignal<[PriceChanged]>('priceChanged');
export const staleSignal = defineSignal<[Freeze]>('stale');
export const requestRebalanceUpdate = defineUpdate<RequestRebalanceResult, [RequestRebalance]>('requestRebalance');
export const resolveSignal = defineSignal<[Resolve]>('resolve');
/** Reads account and prices again for the page of a STALE portfolio. */
export const lookAgainSignal = defineSignal('lookAgain');
export const resolveUpdate = defineUpdate<Verdict, [Resolve]>('resolve');
/** Has a message attempted now, instead of after its wait. */
export const attemptNowSignal = defineSignal('attemptNow');
/** Somebody has started, paused, resumed or aborted a roll-out: the ledger says which. */
export const rolloutChangedSignal = defineSignal('rolloutChanged');
export const statusQuery = defineQuery<Status>('status');

/** Failure type of a refused update: its first detail is the refusal's code. */
export const REFUSED = 'Refused';

export const TASK_QUEUE = 'rebalance';

const PEOPLE = '-people';
const WEBHOOKS = '-webhooks';

/**
 * Returns the queue of holds, alerts and signals that goes with a queue of rebalances. Its workers have their own slots, so that
 * a broker that does not answer cannot keep people from fixing things.
 */
export function peopleQueue(taskQueue: string): string {
  return taskQueue.endsWith(PEOPLE) ? taskQueue : `${taskQueue}${PEOPLE}`;
}

/** Returns the queue of attempts at webhooks that goes with a queue of rebalances, or with its queue of people. */
export function webhookQueue(taskQueue: string): string {
  return `${taskQueue.endsWith(PEOPLE) ? taskQueue.slice(0, -PEOPLE.length) : taskQueue}${WEBHOOKS}`;
}

export const REBALANCE_WORKFLOW = 'rebalancePortfolio';
export const STALE_WORKFLOW = 'stalePortfolio';
export const ALERT_WORKFLOW = 'deliverAlert';
export const WEBHOOK_WORKFLOW = 'deliverWebhook';
export const ROLLOUT_WORKFLOW = 'rollOut';

/** How long one alert is retried: a webhook may be down for a day and still get it. */
export const DELIVERY_TIMEOUT = '26 hours';

/** Returns the id of the one workflow that delivers this alert. */
export function alertWorkflowId({ eventId }: AlertInput): string {
  return `alert-${eventId}`;
}

/** Returns the id under which one message is brought to its webhook, by one run at a time. */
export function webhookWorkflowId(deliveryId: string): string {
  return `webhook-${deliveryId}`;
}

/** Returns the id under which one run works on a roll-out. */
export function rolloutWorkflowId(rolloutId: string): string {
  return `rollout-${rolloutId}`;
}

export const PORTFOLIO_ID = defineSearchAttributeKey('PortfolioId', SearchAttributeType.KEYWORD);
export const REBALANCE_STATE = defineSearchAttributeKey('RebalanceState', SearchAttributeType.KEYWORD);

/** What somebody sent, shortened for the audit: it may be anything, of any length. */
export function textOf(given: unknown): string {
  return (JSON.stringify(given) ?? '').slice(0, 2_000);
}
