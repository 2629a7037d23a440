import type { OrderKind } from './order';
import type { TickerSymbol } from './portfolio';

/** Temporal ids, URLs and log fields carry it, so it is strict. */
export const PORTFOLIO_ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const WORKFLOW_ID_PREFIX = 'rebalance-';

/** Returns the id under which everything of this portfolio runs: what runs under it holds the lock. */
export function rebalanceWorkflowId(portfolioId: string): string {
  return WORKFLOW_ID_PREFIX + portfolioId;
}

const KIND_LETTER: Record<OrderKind, string> = { order: 'o', reversal: 'r' };

/** Returns the batch that a client order id of ours names, or undefined for any other text. */
export function batchIdOf(clientOrderId: string): string | undefined {
  return /^ab-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-/.exec(clientOrderId)?.[1];
}

/**
 * Returns the id under which the broker knows one attempt, at most 128 characters: the same intent always gives the
 * same id, so sending it twice cannot make two orders.
 */
export function clientOrderId(batchId: string, symbol: TickerSymbol, kind: OrderKind, attempt: number): string {
  return `ab-${batchId}-${symbol}-${KIND_LETTER[kind]}-${attempt}`;
}
