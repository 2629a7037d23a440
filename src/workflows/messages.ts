// Everything that is said to a running workflow, and what it answers. One JSON object each, so that the Web UI can send it.

import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OrderState, Side } from '../domain/order';
import type { Phase, StopReason } from './saga';

export interface RebalanceInput {
  portfolioId: string;
  /** How long one run may trade before it stops placing orders. */
  lockTtlMs: number;
}

/** Prices moved this portfolio past its threshold. `symbols` say which, for people. */
export interface PriceChanged {
  symbols: string[];
}

/** A person freezes the portfolio. */
export interface Stale {
  reason: string;
  actor: string;
}

export interface RequestRebalance {
  actor: string;
}

/** The verdict, given at once: a refusal fails the update as REFUSED. Who wants the outcome waits on the workflow's result. */
export interface RequestRebalanceResult {
  accepted: true;
}

export interface Status {
  phase: Phase;
  batchId: string | null;
  drift: string | null;
  /** ISO time at which the run stops placing orders. */
  expiresAt: string;
  reason: StopReason | null;
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
export const staleSignal = defineSignal<[Stale]>('stale');
export const requestRebalanceUpdate = defineUpdate<RequestRebalanceResult, [RequestRebalance]>('requestRebalance');
export const statusQuery = defineQuery<Status>('status');

/** Failure type of a refused update: its details carry the refusal's code. */
export const REFUSED = 'Refused';

export const TASK_QUEUE = 'rebalance';
export const REBALANCE_WORKFLOW = 'rebalancePortfolio';
