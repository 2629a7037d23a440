// Translates between the rows of the tables and the types of the domain. NUMERIC columns are read as text: JSON would make them
// numbers.

import type { Batch, BatchExecution, BatchState, Cause, Fill } from '../../domain/batch';
import type { OrderCause, RefusalCode } from '../../domain/causes';
import type { Order, OrderKind, OrderState, Side } from '../../domain/order';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy';
import type { Holding, Portfolio, PortfolioStatus, Target } from '../../domain/portfolio';
import type { Restriction } from '../../domain/restriction';
import type { Withdrawal } from '../../domain/withdrawal';
import type { WatchedPortfolio } from '../ledger';
import { canonicalCash, canonicalPercent, canonicalPrice, canonicalQuantity, canonicalTime } from '../rules/canonical';
import { sortedOrders } from '../rules/creation';

export interface PortfolioRow {
  id: string;
  account_id: string;
  status: PortfolioStatus;
  status_reason: string | null;
  status_before: Portfolio['statusBefore'];
  frozen: boolean;
  freeze_undoes: boolean;
  version: number;
  settings_revision: number;
  policy: Policy;
  policy_version: number;
  cash: string;
  cool_until: string | null;
  /** "2026-03-02" */
  calendar_done_on: string | null;
  rollbacks_in_a_row: number;
  refused_since: string | null;
  refused_code: RefusalCode | null;
  refused_detail: string | null;
  targets: Target[];
  holdings: Holding[];
  restrictions: Restriction[];
  withdrawals: Withdrawal[] | null;
}

/** Null without any: nearly all portfolios have none. */
const OPEN_WITHDRAWALS = `(SELECT jsonb_agg(jsonb_build_object('id', id, 'amount', amount::text, 'reason', reason, 'until', until,
     'by', requested_by, 'at', requested_at) ORDER BY number)
     FROM withdrawals WHERE portfolio_id = p.id AND state = 'OPEN') AS withdrawals`;

/** The columns of `portfolios p`, with targets, holdings and open withdrawals. */
export const PORTFOLIO_COLUMNS = `
  p.id, p.account_id, p.status, p.status_reason, p.status_before, p.frozen, p.freeze_undoes, p.version, p.settings_revision, p.policy, p.policy_version, p.cash::text AS cash, p.cool_until, p.rollbacks_in_a_row,
  to_char(p.calendar_done_on, 'YYYY-MM-DD') AS calendar_done_on,
  p.refused_since, p.refused_code, p.refused_detail, p.restrictions,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('symbol', symbol, 'percent', percent::text) ORDER BY symbol), '[]')
     FROM targets WHERE portfolio_id = p.id) AS targets,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('symbol', symbol, 'quantity', quantity::text) ORDER BY symbol), '[]')
     FROM holdings WHERE portfolio_id = p.id) AS holdings,
  ${OPEN_WITHDRAWALS}`;

/** True for a batch that blocks any other batch of its portfolio. */
export const OPEN = `state IN ('PENDING', 'STALE')`;

export function toPortfolio(row: PortfolioRow): Portfolio {
  return {
    id: row.id,
    accountId: row.account_id,
    status: row.status,
    statusReason: row.status_reason,
    statusBefore: row.status_before,
    frozen: row.frozen,
    freezeUndoes: row.freeze_undoes,
    version: row.version,
    settingsRevision: row.settings_revision,
    policy: toPolicy(row.policy),
    policyVersion: row.policy_version,
    targets: row.targets.map(({ symbol, percent }) => ({ symbol, percent: canonicalPercent(percent) })),
    holdings: row.holdings.map(({ symbol, quantity }) => ({ symbol, quantity: canonicalQuantity(quantity) })),
    restrictions: row.restrictions,
    cash: canonicalCash(row.cash),
    withdrawals: toWithdrawals(row.withdrawals),
    coolUntil: row.cool_until,
    calendarDoneOn: row.calendar_done_on,
    rollbacksInARow: row.rollbacks_in_a_row,
    ...toRefused(row),
  };
}

function toWithdrawals(rows: Withdrawal[] | null): Withdrawal[] {
  return (rows ?? []).map((row) => ({
    ...row,
    amount: canonicalCash(row.amount),
    until: row.until === null ? null : canonicalTime(row.until),
    at: canonicalTime(row.at),
  }));
}

/** Clears the refusal of a row. */
export const NOT_REFUSED_COLUMNS = 'refused_since = NULL, refused_code = NULL, refused_detail = NULL';

export type RefusedColumns = Pick<PortfolioRow, 'refused_since' | 'refused_code' | 'refused_detail'>;

export function toRefused({ refused_since, refused_code, refused_detail }: RefusedColumns) {
  if (refused_since === null || refused_code === null) return { refusal: null, refusedSince: null };
  const refusal = { code: refused_code, detail: refused_detail ?? '' };
  return { refusal, refusedSince: canonicalTime(refused_since) };
}

/** A policy that was stored before a field existed has that field's default. */
export function toPolicy(stored: Policy): Policy {
  return { ...DEFAULT_POLICY, ...stored };
}

export interface WatchedRow {
  id: string;
  status: PortfolioStatus;
  version: number;
  drift_mode: Policy['driftMode'];
  drift_threshold: string;
  drift_floor: string | null;
  drift_ceiling: string | null;
  cash_reserve: string;
  half_sum: string | null;
  /** Null without any. */
  asset_classes: Policy['assetClasses'] | null;
  cash_above: string | null;
  cash_below: string | null;
  calendar: Policy['calendar'] | null;
  calendar_day: number | null;
  calendar_done_on: string | null;
  cash: string;
  /** Null without any. */
  restrictions: Restriction[] | null;
  withdrawals: Withdrawal[] | null;
  /** "AAPL 33.3300 META 33.3300", or null without any. */
  targets: string | null;
  holdings: string | null;
}

/** The columns of `portfolios p` that its drift needs. Plain text costs a tenth of JSON, on both sides. */
export const WATCHED_COLUMNS = `
  p.id, p.status, p.version, p.policy->>'driftMode' AS drift_mode, p.policy->>'driftThreshold' AS drift_threshold,
  p.policy->>'driftFloor' AS drift_floor, p.policy->>'driftCeiling' AS drift_ceiling, p.policy->>'cashReserve' AS cash_reserve,
  p.policy->>'halfSumThreshold' AS half_sum, nullif(p.policy->'assetClasses', '[]') AS asset_classes, p.policy->>'cashAbove' AS cash_above, p.policy->>'cashBelow' AS cash_below, p.cash::text AS cash,
  p.policy->>'calendar' AS calendar, (p.policy->>'calendarDay')::int AS calendar_day,
  to_char(p.calendar_done_on, 'YYYY-MM-DD') AS calendar_done_on,
  CASE WHEN p.restrictions <> '[]' THEN p.restrictions END AS restrictions,
  (SELECT string_agg(symbol || ' ' || percent, ' ' ORDER BY symbol) FROM targets WHERE portfolio_id = p.id) AS targets,
  (SELECT string_agg(symbol || ' ' || trim_scale(quantity), ' ' ORDER BY symbol) FROM holdings WHERE portfolio_id = p.id)
    AS holdings,
  ${OPEN_WITHDRAWALS}`;

/** The columns have the canonical scales, so nothing is parsed here. */
export function toWatched(row: WatchedRow): WatchedPortfolio {
  return {
    id: row.id,
    status: row.status,
    version: row.version,
    policy: {
      driftMode: row.drift_mode,
      driftThreshold: row.drift_threshold,
      driftFloor: row.drift_floor ?? DEFAULT_POLICY.driftFloor,
      driftCeiling: row.drift_ceiling,
      cashReserve: row.cash_reserve,
      halfSumThreshold: row.half_sum,
      assetClasses: row.asset_classes ?? [],
      cashAbove: row.cash_above,
      cashBelow: row.cash_below,
      calendar: row.calendar ?? DEFAULT_POLICY.calendar,
      calendarDay: row.calendar_day ?? DEFAULT_POLICY.calendarDay,
    },
    calendarDoneOn: row.calendar_done_on,
    targets: pairsOf(row.targets).map(([symbol, percent]) => ({ symbol, percent })),
    holdings: pairsOf(row.holdings).map(([symbol, quantity]) => ({ symbol, quantity })),
    restrictions: row.restrictions ?? [],
    withdrawals: toWithdrawals(row.withdrawals),
    cash: row.cash,
  };
}

function pairsOf(text: string | null): [string, string][] {
  const words = text === null ? [] : text.split(' ');
  return Array.from({ length: words.length / 2 }, (_, n) => [words[2 * n] ?? '', words[2 * n + 1] ?? '']);
}

export interface OrderRow {
  client_order_id: string;
  batch_id: string;
  symbol: string;
  kind: OrderKind;
  attempt: number;
  side: Side;
  quantity: string | null;
  notional: string | null;
  state: OrderState;
  sent_at: string | null;
  broker_order_id: string | null;
  filled_quantity: string;
  filled_price: string | null;
  error_code: OrderCause | null;
  error_message: string | null;
}

/** The columns of `orders o`. */
export const ORDER_COLUMNS = `
  o.client_order_id, o.batch_id, o.symbol, o.kind, o.attempt, o.side, o.quantity::text AS quantity,
  o.notional::text AS notional, o.state, o.sent_at, o.broker_order_id, o.filled_quantity::text AS filled_quantity,
  o.filled_price::text AS filled_price, o.error_code, o.error_message`;

export function toOrder(row: OrderRow): Order {
  return {
    clientOrderId: row.client_order_id,
    batchId: row.batch_id,
    symbol: row.symbol,
    kind: row.kind,
    attempt: row.attempt,
    side: row.side,
    quantity: row.quantity === null ? null : canonicalQuantity(row.quantity),
    notional: row.notional === null ? null : canonicalCash(row.notional),
    state: row.state,
    sentAt: row.sent_at === null ? null : canonicalTime(row.sent_at),
    brokerOrderId: row.broker_order_id,
    filledQuantity: canonicalQuantity(row.filled_quantity),
    filledPrice: row.filled_price === null ? null : canonicalPrice(row.filled_price),
    errorCode: row.error_code,
    errorMessage: row.error_message,
  };
}

export interface BatchRow {
  id: string;
  portfolio_id: string;
  account_id: string;
  state: BatchState;
  epoch: number;
  execution: BatchExecution;
  policy_version: number | null;
  priced_at: string;
  market_time: string;
  drift_before: string;
  drift_planned: string | null;
  drift_after: string | null;
  cause: Cause | null;
  residual: string | null;
  buys_sized_at: string | null;
  orders: OrderRow[];
}

/** The columns of `batches b`, with its orders. */
export const BATCH_COLUMNS = `
  b.id, b.portfolio_id, b.account_id, b.state, b.epoch, b.execution, b.policy_version, b.priced_at, b.market_time,
  b.drift_before::text AS drift_before, b.drift_planned::text AS drift_planned, b.drift_after::text AS drift_after, b.cause, b.residual::text AS residual,
  b.buys_sized_at,
  (SELECT coalesce(jsonb_agg(to_jsonb(row)), '[]') FROM (SELECT ${ORDER_COLUMNS} FROM orders o WHERE o.batch_id = b.id) row)
    AS orders`;

export function toBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    portfolioId: row.portfolio_id,
    accountId: row.account_id,
    state: row.state,
    epoch: row.epoch,
    execution: row.execution,
    policyVersion: row.policy_version,
    pricedAt: row.priced_at,
    marketTime: row.market_time,
    driftBefore: canonicalPercent(row.drift_before),
    driftPlanned: row.drift_planned === null ? null : canonicalPercent(row.drift_planned),
    driftAfter: row.drift_after === null ? null : canonicalPercent(row.drift_after),
    cause: row.cause,
    residual: row.residual === null ? null : canonicalCash(row.residual),
    buysSizedAt: row.buys_sized_at,
    orders: sortedOrders(row.orders.map(toOrder)),
  };
}

/** The columns of `fills f`. */
export const FILL_COLUMNS = `
  f.execution_id, f.client_order_id, f.quantity::text AS quantity, f.price::text AS price, f.cash::text AS cash, f.at, f.declared`;

export interface FillRow {
  execution_id: string;
  client_order_id: string;
  quantity: string;
  price: string;
  cash: string;
  at: string;
  declared: boolean;
}

export function toFill(row: FillRow): Fill {
  return {
    executionId: row.execution_id,
    clientOrderId: row.client_order_id,
    quantity: canonicalQuantity(row.quantity),
    price: canonicalPrice(row.price),
    cash: canonicalCash(row.cash),
    at: row.at,
    ...(row.declared && { declared: true }),
  };
}
