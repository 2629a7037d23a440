import type { Batch } from '../../domain/batch';
import { clientOrderId } from '../../domain/ids';
import type { Order } from '../../domain/order';
import type { Portfolio } from '../../domain/portfolio';
import { refusedAs } from '../../domain/refused';
import type { CreatePortfolioResult, NewBatch, NewOrder, NewPortfolio } from '../ledger';
import {
  canonicalCash,
  canonicalHoldings,
  canonicalPercent,
  canonicalQuantity,
  canonicalTargets,
  canonicalTime,
  compareText,
  positive,
  refused,
  storableJson,
} from './canonical';
import { NOT_REFUSED } from './refusing';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Batch ids are lower-case UUIDs: one spelling, because client order ids carry it. */
export function isBatchId(text: string): boolean {
  return UUID.test(text);
}

/** Returns the row that a new portfolio becomes. */
export function newPortfolio(portfolio: NewPortfolio): Portfolio {
  return {
    id: portfolio.id,
    accountId: portfolio.accountId,
    status: 'ACTIVE',
    statusReason: null,
    statusBefore: null,
    frozen: false,
    freezeUndoes: false,
    version: 1,
    settingsRevision: 1,
    policy: storableJson(portfolio.policy),
    policyVersion: 1,
    targets: canonicalTargets(portfolio.targets),
    holdings: canonicalHoldings(portfolio.holdings),
    restrictions: [],
    withdrawals: [],
    cash: canonicalCash(portfolio.cash),
    coolUntil: null,
    calendarDoneOn: null,
    rollbacksInARow: 0,
    ...NOT_REFUSED,
  };
}

export function accountTaken(accountId: string): CreatePortfolioResult {
  return refusedAs('ACCOUNT_TAKEN', accountId);
}

/** What a portfolio was created with: its audit row keeps it, and a second creation is compared with it. */
export function creationDetail({ accountId, policy, targets, holdings, cash }: Portfolio): Record<string, unknown> {
  return { accountId, policy, targets, holdings, cash };
}

/** Returns the row that a new batch becomes, with its orders. */
export function newBatch(
  batch: NewBatch,
  { accountId, policyVersion }: Pick<Portfolio, 'accountId' | 'policyVersion'>,
): Batch {
  if (!isBatchId(batch.id)) throw refused(`a batch id must be a lower-case UUID, not ${JSON.stringify(batch.id)}`);
  if (new Set(batch.orders.map((order) => order.symbol)).size < batch.orders.length)
    throw refused('a batch has at most one order a symbol');
  return {
    id: batch.id,
    portfolioId: batch.portfolioId,
    accountId,
    state: 'PENDING',
    epoch: 1,
    execution: batch.execution,
    policyVersion,
    pricedAt: canonicalTime(batch.pricedAt),
    marketTime: canonicalTime(batch.marketTime),
    driftBefore: canonicalPercent(batch.driftBefore),
    driftPlanned: batch.driftPlanned === null ? null : canonicalPercent(batch.driftPlanned),
    driftAfter: null,
    cause: null,
    residual: null,
    buysSizedAt: null,
    orders: sortedOrders(batch.orders.map((order) => newOrder(batch.id, order))),
  };
}

/** The sells, then the buys, then the reversals, by symbol and attempt. */
export function sortedOrders(orders: Order[]): Order[] {
  return orders.sort(
    (a, b) =>
      compareText(a.kind, b.kind) ||
      (a.kind === 'order' ? compareText(b.side, a.side) : 0) ||
      compareText(a.symbol, b.symbol) ||
      a.attempt - b.attempt,
  );
}

/** An order that nobody has sent. Its client order id follows from the other parts. */
export function unsentOrder({
  batchId,
  symbol,
  kind,
  attempt,
  side,
  quantity,
  notional,
}: Pick<Order, 'batchId' | 'symbol' | 'kind' | 'attempt' | 'side' | 'quantity' | 'notional'>): Order {
  return {
    batchId,
    symbol,
    kind,
    attempt,
    side,
    quantity,
    notional,
    clientOrderId: clientOrderId(batchId, symbol, kind, attempt),
    state: 'PENDING',
    sentAt: null,
    brokerOrderId: null,
    filledQuantity: '0',
    filledPrice: null,
    errorCode: null,
    errorMessage: null,
  };
}

function newOrder(batchId: string, { symbol, side, quantity, notional }: NewOrder): Order {
  if ((quantity === null) === (notional === null))
    throw refused(`the order of ${symbol} must have either a quantity or a notional`);
  return unsentOrder({
    batchId,
    symbol,
    kind: 'order',
    attempt: 1,
    side,
    quantity: quantity === null ? null : positive(canonicalQuantity(quantity), `the quantity of ${symbol}`),
    notional: notional === null ? null : positive(canonicalCash(notional), `the notional of ${symbol}`),
  });
}
