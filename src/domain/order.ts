import type { OrderCause } from './causes';
import type { TickerSymbol } from './portfolio';

export type Side = 'BUY' | 'SELL';

/** `order` brings a portfolio to target, `reversal` undoes an order of the same batch and symbol. */
export type OrderKind = 'order' | 'reversal';

export type OrderState = 'PENDING' | 'UNKNOWN' | 'SUCCESS' | 'ERROR' | 'ROLLED_BACK';

export type OrderEvent =
  /** The broker filled it whole. */
  | 'FILLED'
  /** It was definitely refused, was never sent and never will be, or ended at the broker short of its quantity. */
  | 'FAILED'
  /** It was sent, and its deadline passed without a definite answer. */
  | 'UNANSWERED'
  /** Its reversals together filled what it filled. */
  | 'REVERSED';

/**
 * | state     | event      | becomes     | note                                                    |
 * |-----------|------------|-------------|---------------------------------------------------------|
 * | PENDING   | FILLED     | SUCCESS     |                                                         |
 * | PENDING   | FAILED     | ERROR       | what it filled is kept                                  |
 * | PENDING   | UNANSWERED | UNKNOWN     | only when it may have been sent                         |
 * | UNKNOWN   | UNANSWERED | UNKNOWN     | only why it is not known is noted                       |
 * | UNKNOWN   | FILLED     | SUCCESS     | the broker shows it, or two people declare it           |
 * | UNKNOWN   | FAILED     | ERROR       | the same; time alone never gets here                    |
 * | SUCCESS   | REVERSED   | ROLLED_BACK |                                                         |
 * | ERROR     | REVERSED   | ROLLED_BACK | only with fills                                         |
 *
 * The ledger's schema enforces the same table.
 */
const NEXT: Record<OrderState, Partial<Record<OrderEvent, OrderState>>> = {
  PENDING: { FILLED: 'SUCCESS', FAILED: 'ERROR', UNANSWERED: 'UNKNOWN' },
  UNKNOWN: { UNANSWERED: 'UNKNOWN', FILLED: 'SUCCESS', FAILED: 'ERROR' },
  SUCCESS: { REVERSED: 'ROLLED_BACK' },
  ERROR: { REVERSED: 'ROLLED_BACK' },
  ROLLED_BACK: {},
};

/** Returns the state after `event`, or undefined when the event is not legal in `state`. */
export function nextOrderState(state: OrderState, event: OrderEvent): OrderState | undefined {
  return NEXT[state][event];
}

/** True when nothing that still happens at the broker can change what this order filled. */
export function isDefinite(state: OrderState): boolean {
  return state !== 'PENDING' && state !== 'UNKNOWN';
}

export const opposite: Readonly<Record<Side, Side>> = { BUY: 'SELL', SELL: 'BUY' };

/**
 * One order as the ledger keeps it. Exactly one of `quantity` (shares, 9 decimals) and `notional` (USD, 2 decimals) is
 * set. `filledQuantity` is what the broker definitely or so far filled.
 */
export interface Order {
  clientOrderId: string;
  batchId: string;
  symbol: TickerSymbol;
  kind: OrderKind;
  /** 1 for the first send of this kind and symbol in the batch; rises only when the one before is terminal. */
  attempt: number;
  side: Side;
  quantity: string | null;
  notional: string | null;
  state: OrderState;
  /** ISO time just before the POST; null until then. */
  sentAt: string | null;
  brokerOrderId: string | null;
  filledQuantity: string;
  /** USD per share, the average of its fills; null without fills. */
  filledPrice: string | null;
  /** Why it is ERROR or UNKNOWN. */
  errorCode: OrderCause | null;
  errorMessage: string | null;
}
