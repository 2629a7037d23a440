import type { AssetClass } from './asset-class';
import { decimal } from './money';

export type DriftMode = 'relative' | 'absolute';
export type Execution = 'auto' | 'parallel' | 'sells-first';
export type Untargeted = 'refuse' | 'sell';

/** Where a rebalance brings a portfolio, as a person who sets it reads it. */
export const DESTINATIONS = {
  target: 'every position goes to its target',
  'band-edge':
    'a position past its band goes back into it, and the others move only for the money that takes or brings',
} as const;

/** When a portfolio is rebalanced whatever its drift is, as a person who sets it reads it. */
export const CALENDARS = {
  never: 'only its drift and its cash have it rebalanced',
  monthly: 'once a month, on the trading day that "calendarDay" counts',
  quarterly: 'once a quarter, on the trading day that "calendarDay" counts',
  yearly: 'once a year, on the trading day that "calendarDay" counts',
} as const;

export type Calendar = keyof typeof CALENDARS;

/** The most trading days that such a period has. */
const CALENDAR_DAYS = { monthly: 23, quarterly: 64, yearly: 253 } as const;

export type Destination = keyof typeof DESTINATIONS;

/** In what an order is counted, as a person who sets it reads it. */
export const SHARES = {
  fractional: 'parts of a share, and whole shares where the broker takes no parts',
  whole: 'whole shares only; a position that is sold whole may end with a part of one',
} as const;

export type Shares = keyof typeof SHARES;

/** What happens to a batch in which an order failed while others filled, as a person who sets it reads it. */
export const ON_FAILURE = {
  rollback: 'what filled is reversed, within "rollbackLimits"; outside them nothing is sent and a person decides',
  complete:
    'what fell short is tried again, at most 3 times in 15 minutes; then it is kept if that is safe, or rolled back',
  hold: 'nothing more is sent, and a person decides',
} as const;

export type OnFailure = keyof typeof ON_FAILURE;

/** Outside these limits nothing is reversed before a person has looked. */
export interface RollbackLimits {
  /** Percent by which a price may have moved since the fill. */
  readonly priceMovePercent: string;
  /** Percent of the portfolio's value that the rollback may leave as its residual, by an estimate at the latest prices. */
  readonly residualPercent: string;
  /** True: only in the market session in which it filled. */
  readonly sameSession: boolean;
}

/** What decides when and how one portfolio is rebalanced. Percents have 4 decimals, USD 2, times are milliseconds. */
export interface Policy {
  /** Percent; a rebalance needs a drift strictly above it. */
  readonly driftThreshold: string;
  readonly driftMode: DriftMode;
  /** Percentage points: a symbol that is this near to its target is at it, whatever its threshold says. */
  readonly driftFloor: string;
  /** Percentage points: a symbol that is further from its target is past its band, whatever its threshold says. null for none. */
  readonly driftCeiling: string | null;
  /** Percent: half the sum of all distances from the targets above this needs a rebalance. null for never. */
  readonly halfSumThreshold: string | null;
  /** Symbols that are also looked at together, each class with a band; none for none. */
  readonly assetClasses: AssetClass[];
  /** Percent of the value: more cash than this needs a rebalance, whatever the drift is. null for never. */
  readonly cashAbove: string | null;
  /** Percent of the value: less cash than this needs a rebalance, whatever the drift is. null for never. */
  readonly cashBelow: string | null;
  readonly calendar: Calendar;
  /** The n-th trading day of the calendar's period; the last one where it has fewer. */
  readonly calendarDay: number;
  readonly destination: Destination;
  /** Percent of the way from the edge of its band to its target that a position goes with `band-edge`. */
  readonly bandReturn: string;
  readonly shares: Shares;
  /** Percent of the value that stays in cash. */
  readonly cashReserve: string;
  readonly execution: Execution;
  /** What to do with a holding that has no target. */
  readonly untargeted: Untargeted;
  /** USD; a smaller order is left out of the plan, except a full exit. */
  readonly minOrder: string;
  /** Percent of the portfolio's value: a smaller order is left out of the plan, except a full exit. */
  readonly minOrderPercent: string;
  /** Percent of the position, at what it is worth or at its target if that is more: a smaller order is left out of the plan, except a full exit. */
  readonly minOrderPositionPercent: string;
  /** Percent of the portfolio's value that one batch may buy, and that it may sell. null for no limit. The first purchase has none. */
  readonly maxTurnover: string | null;
  /** Percent of the portfolio's value that may be both bought and sold within 30 days, exits excepted. null for no limit. */
  readonly maxTurnover30Days: string | null;
  /** Percentage points by which a plan must lower half the sum of all deviations; "0.0000" asks only that it lowers it. Exits excepted. */
  readonly minImprovement: string;
  /** Batches on one day of the market (UTC); null for no limit. A day in which a large change takes several batches needs as many. */
  readonly maxRunsPerDay: number | null;
  /**
   * Percent of the portfolio's value; a difference of cash above it that nothing explains is held for a person (CASH_DIFFERS), one below
   * is booked as a deposit, dividend or fee. null books any.
   */
  readonly externalCashLimit: string | null;
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
  readonly onFailure: OnFailure;
  readonly rollbackLimits: RollbackLimits;
  /** Percent of the portfolio's value: a rollback whose residual is larger calls a person. */
  readonly residualAlertPercent: string;
  readonly cooldownAfterRollbackMs: number;
  readonly cooldownAfterSuccessMs: number;
  /** The next batch comes at the earliest on the n-th trading day after the one on which a batch filled whole; 0 for at once. */
  readonly cooldownAfterSuccessTradingDays: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_POLICY: Policy = Object.freeze({
  driftThreshold: '5.0000',
  driftMode: 'relative',
  driftFloor: '0.0000',
  driftCeiling: null,
  halfSumThreshold: null,
  assetClasses: [],
  cashAbove: null,
  cashBelow: null,
  calendar: 'never',
  calendarDay: 1,
  destination: 'target',
  bandReturn: '12.5000',
  shares: 'fractional',
  cashReserve: '0.2500',
  execution: 'auto',
  untargeted: 'refuse',
  minOrder: '1.00',
  minOrderPercent: '0.0000',
  minOrderPositionPercent: '0.0000',
  maxTurnover: null,
  maxTurnover30Days: null,
  minImprovement: '0.0000',
  maxRunsPerDay: null,
  externalCashLimit: '5.0000',
  lockTtlMs: 6 * HOUR,
  reversalRetries: 3,
  reversalDelayMs: 30 * SECOND,
  orderDeadlineMs: 60 * SECOND,
  planTtlMs: 60 * SECOND,
  priceMaxAgeMs: 60 * SECOND,
  onFailure: 'rollback',
  rollbackLimits: Object.freeze({ priceMovePercent: '5.0000', residualPercent: '1.0000', sameSession: true }),
  residualAlertPercent: '0.2500',
  cooldownAfterRollbackMs: 15 * MINUTE,
  cooldownAfterSuccessMs: 0,
  cooldownAfterSuccessTradingDays: 0,
});

/** Percent, or percentage points in absolute mode: below it a portfolio trades on the noise of prices. */
const LOWEST_CALM_THRESHOLD = '0.5';

/** Returns what is allowed and hardly meant, as sentences for the person who sets it. */
export function policyWarnings({ driftThreshold }: Pick<Policy, 'driftThreshold'>): string[] {
  if (decimal(driftThreshold).greaterThanOrEqualTo(decimal(LOWEST_CALM_THRESHOLD))) return [];
  return [
    `driftThreshold ${driftThreshold} is below ${LOWEST_CALM_THRESHOLD} %: the noise of prices alone can trade it all day`,
  ];
}

/** How long one step may send an order, with the wait for its turn, and follow it to its end. */
export const ORDER_STEP_MS = 10 * MINUTE;

/** Limits of which one can never be reached because of another. `field` is the one to change first. */
interface Contradiction {
  field: keyof Policy;
  message: string;
}

/**
 * Returns which limits of a policy contradict each other, as the end of a sentence that begins with the field. Such a policy is not
 * stored any more; one that an earlier build stored is still read, and what it does is bounded by the run's timeout.
 */
export function policyContradiction(policy: Policy): Contradiction | undefined {
  return triggerContradiction(policy) ?? calendarContradiction(policy) ?? timeContradiction(policy);
}

function triggerContradiction(policy: Policy): Contradiction | undefined {
  const { driftFloor, driftCeiling, halfSumThreshold, destination, cashAbove, cashBelow, cashReserve } = policy;
  if (driftCeiling !== null && decimal(driftCeiling).lessThan(decimal(driftFloor)))
    return { field: 'driftCeiling', message: `must be at least driftFloor (${driftFloor}): no drift is both` };
  if (halfSumThreshold !== null && destination === 'band-edge')
    return {
      field: 'halfSumThreshold',
      message: 'needs the destination "target": with "band-edge" nothing moves while every symbol is inside its band',
    };
  if (cashAbove !== null && decimal(cashAbove).lessThanOrEqualTo(decimal(cashReserve)))
    return {
      field: 'cashAbove',
      message: `must be above cashReserve (${cashReserve}): a rebalance leaves the reserve, and would be needed again`,
    };
  if (cashBelow !== null && decimal(cashBelow).greaterThanOrEqualTo(decimal(cashReserve)))
    return {
      field: 'cashBelow',
      message: `must be below cashReserve (${cashReserve}): a rebalance leaves the reserve, and would be needed again`,
    };
  return undefined;
}

function calendarContradiction({ calendar, calendarDay, destination }: Policy): Contradiction | undefined {
  if (calendar === 'never') return undefined;
  if (destination === 'band-edge')
    return {
      field: 'calendar',
      message: 'needs the destination "target": with "band-edge" nothing moves while every symbol is inside its band',
    };
  const most = CALENDAR_DAYS[calendar];
  if (calendarDay <= most) return undefined;
  return {
    field: 'calendarDay',
    message: `must be at most ${most} with the calendar "${calendar}": the exchange never has more trading days in it`,
  };
}

function timeContradiction(policy: Policy): Contradiction | undefined {
  const { reversalRetries, reversalDelayMs, lockTtlMs, planTtlMs, orderDeadlineMs } = policy;
  if (policy.cooldownAfterSuccessTradingDays > 0 && policy.cooldownAfterSuccessMs > 0)
    return {
      field: 'cooldownAfterSuccessTradingDays',
      message: 'must be 0 while cooldownAfterSuccessMs is not: a rest is counted in one of them',
    };
  const undoMs = lockTtlMs + ROLLBACK_BUDGET_MS;
  if (reversalRetries * reversalDelayMs > undoMs)
    return {
      field: 'reversalDelayMs',
      message: `times reversalRetries is ${reversalRetries * reversalDelayMs} ms, and must be at most lockTtlMs plus ${ROLLBACK_BUDGET_MS} ms (${undoMs}): a run ends before its last attempt, and nobody would be called`,
    };
  if (planTtlMs + orderDeadlineMs > ORDER_STEP_MS)
    return {
      field: 'orderDeadlineMs',
      message: `plus planTtlMs is ${planTtlMs + orderDeadlineMs} ms, and must be at most ${ORDER_STEP_MS} ms: an order is sent and followed to its end in one step, which takes no longer`,
    };
  return undefined;
}

/** The longest a cool-down grows to by doubling. */
export const COOLDOWN_MAX_MS = 24 * HOUR;

/** Further attempts of an order that fell short, when a batch is completed. */
export const COMPLETIONS_MAX = 3;

/** How long after a batch failed its shortfalls are tried again. */
export const COMPLETE_WITHIN_MS = 15 * MINUTE;

/** Rollbacks in a row after which a portfolio is PAUSED. */
export const ROLLBACKS_BEFORE_PAUSE = 3;

/** How long after its cool-down a rollback counts for the next one to be in a row with it. */
export const ROLLBACKS_COUNT_MS = 7 * 24 * HOUR;

/** How long a run goes on asking a broker that cannot be read, before it ends: its lock and its place are for others. */
export const PREPARE_ASK_MS = 2 * MINUTE;

/** How long the buys of a sells-first batch wait for the money that its sells brought. */
export const MONEY_WAIT_MS = MINUTE;

/** How long a buy that follows sells is sent again when the broker says that there is no money for it. */
export const FUNDS_RETRY_MS = 30_000;

/** How long a person's `resolve` goes on asking a broker that does not answer. */
export const RESOLVE_ASK_MS = 30_000;

/** How long a rollback may go on asking after the lock's TTL has stopped the orders. */
export const ROLLBACK_BUDGET_MS = 30 * MINUTE;
