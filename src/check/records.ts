import type { BrokerFill, BrokerOrder } from '../broker/broker';
import type { Batch, Fill } from '../domain/batch';
import { isDerived } from '../domain/derived-fill';
import { CENT, type Decimal, ZERO } from '../domain/money';
import type { Holding, Portfolio } from '../domain/portfolio';
import { HEALS_BY_ITSELF } from '../domain/stale';
import type { AuditRow } from '../ledger/ledger';

/** Everything known about one portfolio while none of its workflows runs: what the ledger has, and what the broker shows. */
export interface Records {
  portfolio: Portfolio;
  /** Every batch it ever had. */
  batches: readonly Batch[];
  /** Every fill the ledger booked. */
  fills: readonly Fill[];
  /** Oldest first. */
  audit: readonly AuditRow[];
  broker: {
    cash: string;
    positions: readonly Holding[];
    /** Every order the account ever had. */
    orders: readonly BrokerOrder[];
    fills: readonly BrokerFill[];
  };
  /** True when nobody but us moved cash: no deposit, dividend or fee can explain a difference. */
  cashIsOurs: boolean;
}

/**
 * True when what the broker shows may differ from what was booked: either a reading found a difference and made the portfolio
 * STALE, or it is held for another reason and nobody compares until a person releases it.
 */
export function booksMayDiffer({ portfolio, audit }: Records): boolean {
  if (portfolio.status === 'STALE') return true;
  return audit.some(({ event, detail }) => event === 'PORTFOLIO_STALE' && HEALS_BY_ITSELF.has(String(detail.reason)));
}

/**
 * USD by which the cash of ledger and broker may differ because fills were derived from their orders: the broker rounds each execution
 * to cents, and a derived fill is rounded once.
 */
export function centsInDoubt({ fills, broker }: Records): Decimal {
  const derived = new Set(fills.filter(isDerived).map(({ clientOrderId }) => clientOrderId));
  if (derived.size === 0) return ZERO;
  const brokerIds = new Set(
    broker.orders.flatMap(({ clientOrderId, brokerOrderId, replacedIds }) =>
      derived.has(clientOrderId) ? [brokerOrderId, ...replacedIds] : [],
    ),
  );
  const executions = broker.fills.filter(({ brokerOrderId }) => brokerIds.has(brokerOrderId)).length;
  return CENT.times(Math.max(executions, derived.size));
}

/** A rule of the numbered list in docs/faults.md that does not hold. */
export interface Violation {
  invariant:
    | 'I1'
    | 'I2'
    | 'I3'
    | 'I4'
    | 'I5'
    | 'I6'
    | 'I7'
    | 'I8'
    | 'I9'
    | 'I10'
    | 'I12'
    | 'I18'
    | 'I41'
    | 'I42'
    | 'I43'
    | 'I47';
  message: string;
}

/** One rule, or some that belong together. */
export type Check = (records: Records) => Violation[];
