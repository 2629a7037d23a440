// What the product needs of a broker. Amounts are decimal strings: shares 9 decimals, USD as the broker gives it.
//
// B1. One submit is one POST: no implementation sends it twice.
// B2. An answer that proves nothing is `unknown`; time alone never makes it a rejection.
// B3. A status that is not in our list is open, never terminal; so is one that only the next day ends.
// B4. An order that somebody replaced at the broker is still our order: what became of it is what became of its replacement.

import type { Activity } from '../domain/activity';
import type { BrokerFaultCode, RejectionCode } from '../domain/causes';
import type { OrderKind, Side } from '../domain/order';
import type { Holding, TickerSymbol } from '../domain/portfolio';

export interface Broker {
  /**
   * Resolves when this minute's requests have room for a new batch that will make this many of them, and sets them aside while it is
   * decided. What began comes first: a plan that cannot be carried out in time is not made. @throws BrokerFault RATE_LIMITED with when to
   * ask again.
   */
  reserve(requests: number): Promise<Reservation>;
  /** Sends one order, valid for the day. Never throws for what the broker or the network answers. */
  submitOrder(accountId: string, order: OrderRequest, timing: SubmitTiming): Promise<SubmitResult>;
  /** Returns the order with this client order id, or undefined when the broker does not know it. @throws BrokerFault */
  findOrder(accountId: string, clientOrderId: string): Promise<BrokerOrder | undefined>;
  /** Returns the orders submitted after `since` (ISO, the broker's clock), oldest first. @throws BrokerFault */
  listOrders(accountId: string, since: string): Promise<BrokerOrder[]>;
  /**
   * Returns the executions after `since` (ISO, the broker's clock), oldest first. An answer to the same question that was asked for up to
   * `ageMaxMs` ago will do; none unless given. @throws BrokerFault
   */
  listFills(accountId: string, since: string, ageMaxMs?: number): Promise<BrokerFill[]>;
  /**
   * Returns what moved cash or shares without an order since `since` (ISO, the broker's clock), oldest first: deposits, dividends, splits and
   * so on. A broker may list one late, and in another order than it happened. @throws BrokerFault
   */
  listActivities(accountId: string, since: string): Promise<Activity[]>;
  /** Asks to cancel. `not-cancelable` means it already ended: read it. @throws BrokerFault */
  cancelOrder(accountId: string, brokerOrderId: string): Promise<'requested' | 'not-cancelable'>;
  /** @throws BrokerFault */
  account(accountId: string): Promise<AccountSnapshot>;
  /** Returns undefined when the broker does not know the symbol. @throws BrokerFault */
  asset(symbol: TickerSymbol): Promise<Asset | undefined>;
}

/** Requests that were set aside. Until one of the two is called, others count on them to come back. */
export interface Reservation {
  /** They are needed. */
  keep(): void;
  /** They are not. Changes nothing once they were kept. */
  giveBack(): void;
}

/** An order for the day, at the market unless it has a limit. Exactly one of `quantity` and `notional` is set. */
export interface OrderRequest {
  clientOrderId: string;
  symbol: TickerSymbol;
  side: Side;
  quantity: string | null;
  notional: string | null;
  /** USD per share. */
  limitPrice?: string;
  /** An `order` begins something: it waits while the last requests of a minute are kept for what undoes and settles. */
  kind?: OrderKind;
}

/** The POST leaves within `leaveWithinMs` of the call or not at all (`deferred`). */
export interface SubmitTiming {
  leaveWithinMs: number;
}

export type SubmitResult =
  | { kind: 'accepted'; order: BrokerOrder }
  /** Definitely refused: no order exists. */
  | { kind: 'rejected'; code: RejectionCode; message: string }
  /** An order with this client order id exists already: find it. */
  | { kind: 'duplicate' }
  /**
   * Definitely not accepted: it could not leave in time, or was turned away unread (HTTP 429, or 401 for the key). The same id may
   * be sent again after `retryAfterMs`.
   */
  | { kind: 'deferred'; retryAfterMs: number }
  /** It may or may not have arrived: look the id up before sending the same id again. */
  | { kind: 'unknown'; reason: string };

/**
 * Why a broker refuses an order. `permanent`: the same order cannot succeed by waiting. `lasting`: another plan would meet the same
 * tomorrow, for something about the account or the asset has to change first, and no look at them shows it beforehand.
 */
export const REJECTIONS = {
  INSUFFICIENT_FUNDS: { permanent: false, lasting: false },
  INSUFFICIENT_QUANTITY: { permanent: false, lasting: false },
  WASH_TRADE: { permanent: false, lasting: false },
  BELOW_MINIMUM: { permanent: true, lasting: false },
  NOT_TRADABLE: { permanent: true, lasting: false },
  NOT_FRACTIONABLE: { permanent: true, lasting: true },
  ACCOUNT_BLOCKED: { permanent: true, lasting: true },
  INVALID_ORDER: { permanent: true, lasting: false },
  OTHER: { permanent: false, lasting: false },
} as const satisfies Record<RejectionCode, { permanent: boolean; lasting: boolean }>;

export interface BrokerOrder {
  brokerOrderId: string;
  clientOrderId: string;
  symbol: TickerSymbol;
  side: Side;
  type: string;
  quantity: string | null;
  notional: string | null;
  /** `open` includes every status we do not know (B3). */
  state: 'open' | 'filled' | 'ended';
  /** The broker's own word, for people. */
  status: string;
  filledQuantity: string;
  filledPrice: string | null;
  submittedAt: string;
  /** The broker's id of the order that took its place and was not followed yet, or null. */
  replacedBy: string | null;
  /** The broker's ids of the orders whose place it took, oldest first: their executions are its own (B4). */
  replacedIds: readonly string[];
}

export interface BrokerFill {
  executionId: string;
  brokerOrderId: string;
  symbol: TickerSymbol;
  side: Side;
  quantity: string;
  price: string;
  at: string;
}

export interface AccountSnapshot {
  accountId: string;
  /** Why the account may not trade, or may only sell, which could not be undone ("account_blocked"); or null. */
  blocked: string | null;
  cash: string;
  /** USD that are still in `cash` and not the account's to spend: transfers on their way out, and fees that have accrued. */
  leaving: string;
  /** USD on their way to the account, which are not in `cash` yet. */
  arriving: string;
  buyingPower: string;
  /** True when the account may buy with the proceeds of sells that have not filled yet. */
  margin: boolean;
  /** It may not trade parts of a share. */
  wholeSharesOnly: boolean;
  /** Its orders of a partnership whose sales are taxed at the source (PTP without an exception) are refused. */
  refusesPtp: boolean;
  /** In symbol order. */
  positions: Holding[];
  openOrders: BrokerOrder[];
}

export interface Asset {
  symbol: TickerSymbol;
  tradable: boolean;
  fractionable: boolean;
  /** A partnership whose sales are taxed at the source: an account has to ask to trade it. */
  ptp: boolean;
}

/** The broker or the way to it failed. For a submit there is no fault: there is `unknown`. */
export class BrokerFault extends Error {
  override readonly name = 'BrokerFault';
  constructor(
    readonly code: BrokerFaultCode,
    message: string,
    readonly fields: { status?: number; retryAfterMs?: number; path?: string; reading?: 'account' | 'market' } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
