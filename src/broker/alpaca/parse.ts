import { ceilToCents, type Decimal, decimal, halfEvenToPrice, showCents } from '../../domain/money';
import type { Side } from '../../domain/order';
import type { AccountSnapshot, BrokerFill, BrokerOrder } from '../broker';
import type { AccountModel, FillModel, OrderModel } from './models';

/** The only ends beside `filled`, by Alpaca's word; a replaced order goes on in another one, and `done_for_day` on the next day. */
const ENDED = new Set(['canceled', 'expired', 'rejected']);
const OPEN = new Set([
  ...['new', 'pending_new', 'accepted', 'accepted_for_bidding', 'pending_review', 'held', 'partially_filled'],
  ...['pending_cancel', 'pending_replace', 'stopped', 'suspended', 'calculated', 'done_for_day', 'replaced'],
]);

/** False for a word that Alpaca has added since: it counts as open (B3). */
export function isKnownStatus(status: string): boolean {
  return status === 'filled' || ENDED.has(status) || OPEN.has(status);
}

export function parseOrder(order: OrderModel): BrokerOrder {
  return {
    brokerOrderId: order.id,
    clientOrderId: order.client_order_id,
    symbol: order.symbol,
    side: parseSide(order.side),
    type: order.type,
    quantity: order.qty,
    notional: order.notional,
    state: order.status === 'filled' ? 'filled' : ENDED.has(order.status) ? 'ended' : 'open',
    status: order.status,
    filledQuantity: decimal(order.filled_qty).toFixed(),
    filledPrice: order.filled_avg_price,
    submittedAt: order.submitted_at ?? order.created_at,
    replacedBy: order.replaced_by ?? null,
    replacedIds: [],
  };
}

export function parseFill(fill: FillModel): BrokerFill {
  return {
    executionId: fill.id,
    brokerOrderId: fill.order_id,
    symbol: fill.symbol,
    side: parseSide(fill.side),
    quantity: fill.qty,
    price: fill.price,
    at: fill.transaction_time,
  };
}

export function parseAccount(
  account: AccountModel,
): Pick<
  AccountSnapshot,
  'blocked' | 'cash' | 'leaving' | 'arriving' | 'buyingPower' | 'margin' | 'wholeSharesOnly' | 'refusesPtp'
> {
  const { admin_configurations: admin, user_configurations: user } = account;
  return {
    blocked: blockedBy(account),
    cash: account.cash,
    leaving: showCents(usd(account.pending_transfer_out).plus(usd(account.accrued_fees))),
    arriving: showCents(usd(account.pending_transfer_in)),
    buyingPower: account.buying_power,
    margin: decimal(account.multiplier).greaterThan('1'),
    wholeSharesOnly: admin?.disable_fractional === true || user?.fractional_trading === false,
    // Alpaca refuses them unless the account says otherwise.
    refusesPtp: user?.ptp_no_exception_entry !== true,
  };
}

/** Fractions of a cent of a fee count as a whole one. */
function usd(amount: string | null | undefined): Decimal {
  return ceilToCents(decimal(amount ?? '0').abs());
}

/** USD a share, half-even to the 4 decimals that a price has here: odd lots trade between them. */
export function priceOf(price: string): string {
  return halfEvenToPrice(decimal(price)).toFixed();
}

/** A foreign order may be a "sell_short"; it must not make the account unreadable. */
function parseSide(side: string): Side {
  return side === 'buy' ? 'BUY' : 'SELL';
}

function blockedBy(account: AccountModel): string | null {
  if (account.account_blocked) return 'account_blocked';
  if (account.trading_blocked) return 'trading_blocked';
  if (account.trade_suspended_by_user || account.user_configurations?.suspend_trade) return 'trade_suspended_by_user';
  const reasons = Object.entries(account.admin_configurations?.restrict_to_liquidation_reasons ?? {});
  const restricted = reasons.filter(([, isSet]) => isSet === true).map(([reason]) => reason);
  if (restricted.length > 0) return `liquidation only (${restricted.join(', ')})`;
  return account.status === undefined || account.status === 'ACTIVE' ? null : `status ${account.status}`;
}
