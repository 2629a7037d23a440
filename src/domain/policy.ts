export type DriftMode = 'relative' | 'absolute';
export type Execution = 'auto' | 'parallel' | 'sells-first';
export type Untargeted = 'refuse' | 'sell';

/** What decides when and how one portfolio is rebalanced. Percents have 4 decimals, USD 2, times are milliseconds. */
export interface Policy {
  /** Percent; a rebalance needs a drift strictly above it. */
  readonly driftThreshold: string;
  readonly driftMode: DriftMode;
  /** Percent of the value that stays in cash. */
  readonly cashReserve: string;
  readonly execution: Execution;
  /** What to do with a holding that has no target. */
  readonly untargeted: Untargeted;
  /** USD; a smaller order is left out of the plan, except a full exit. */
  readonly minOrder: string;
  readonly lockTtlMs: number;
  /** Further attempts of a reversal after its first definite refusal. */
  readonly reversalRetries: number;
  readonly reversalDelayMs: number;
  /** How long an order may stay open at the broker before it is cancelled. */
  readonly orderDeadlineMs: number;
  /** How long after its prices a plan may still be sent. */
  readonly planTtlMs: number;
  /** How old a price may be when a plan is made. */
  readonly priceMaxAgeMs: number;
  readonly cooldownAfterRollbackMs: number;
  readonly cooldownAfterSuccessMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_POLICY: Policy = Object.freeze({
  driftThreshold: '5.0000',
  driftMode: 'relative',
  cashReserve: '0.2500',
  execution: 'auto',
  untargeted: 'refuse',
  minOrder: '1.00',
  lockTtlMs: 6 * HOUR,
  reversalRetries: 3,
  reversalDelayMs: 30 * SECOND,
  orderDeadlineMs: 60 * SECOND,
  planTtlMs: 60 * SECOND,
  priceMaxAgeMs: 60 * SECOND,
  cooldownAfterRollbackMs: 15 * MINUTE,
  cooldownAfterSuccessMs: 0,
});

/** The longest a cool-down grows to by doubling. */
export const COOLDOWN_MAX_MS = 24 * HOUR;

/** Rollbacks in a row after which a portfolio is PAUSED. */
export const ROLLBACKS_BEFORE_PAUSE = 3;

/** How long a run goes on asking a broker that cannot be read, before it ends: its lock and its place are for others. */
export const PREPARE_ASK_MS = 2 * MINUTE;

/** How long a person's `resolve` goes on asking a broker that does not answer. */
export const RESOLVE_ASK_MS = 30_000;

/** How long a rollback may go on asking after the lock's TTL has stopped the orders. */
export const ROLLBACK_BUDGET_MS = 30 * MINUTE;
