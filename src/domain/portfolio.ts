import type { StaleReason } from './causes';
import type { Policy } from './policy';
import type { Refusal } from './refusal';
import type { Restriction } from './restriction';
import type { Withdrawal } from './withdrawal';

/** A ticker as the broker spells it: "META", "BRK.B". */
export type TickerSymbol = string;

export const PORTFOLIO_STATUSES = ['ACTIVE', 'PAUSED', 'STALE', 'CLOSED'] as const;
export type PortfolioStatus = (typeof PORTFOLIO_STATUSES)[number];

/** What a person may make of a portfolio, and from which status. What ends STALE is its resolution, nothing else. */
export const STATUS_CHANGES = {
  pause: { from: ['ACTIVE', 'PAUSED'], to: 'PAUSED' },
  resume: { from: ['PAUSED'], to: 'ACTIVE' },
  close: { from: ['ACTIVE', 'PAUSED'], to: 'CLOSED' },
} as const satisfies Record<string, { from: readonly PortfolioStatus[]; to: PortfolioStatus }>;

/** A symbol's share of the investable value: percent, 4 decimals. 0.0000 on a held symbol means exit. */
export interface Target {
  symbol: TickerSymbol;
  percent: string;
}

/** Shares of one symbol, at most 9 decimals. */
export interface Holding {
  symbol: TickerSymbol;
  quantity: string;
}

/** The ledger's row of one portfolio, with its targets and holdings in symbol order. `cash` is USD with 2 decimals. */
export interface Portfolio {
  id: string;
  accountId: string;
  status: PortfolioStatus;
  /** Why it is PAUSED, as a sentence, or why it is STALE, as a code: see `staleReasonOf`. Null otherwise. */
  statusReason: string | null;
  /** What a STALE one was before, and becomes again; null otherwise. */
  statusBefore: Exclude<PortfolioStatus, 'STALE'> | null;
  /** A person stopped it: it is held until it is released, whatever else is fixed. */
  frozen: boolean;
  /** Who froze it wants what was under way to be reversed; otherwise nothing of it is traded. */
  freezeUndoes: boolean;
  /** Rises by one with every change of the row, its targets or its holdings. */
  version: number;
  /** Rises by one with every change of the targets, the restrictions, the policy, the status or the freeze: not with a fill. */
  settingsRevision: number;
  policy: Policy;
  /** Rises by one with every change of the policy; 1 is the policy that it was created with. */
  policyVersion: number;
  targets: Target[];
  holdings: Holding[];
  /** What a person keeps it from trading, by symbol. */
  restrictions: Restriction[];
  cash: string;
  /** What is to be taken out of its cash, oldest first: the open ones. */
  withdrawals: Withdrawal[];
  /** ISO time before which nothing is planned, or null. */
  coolUntil: string | null;
  /** The last day of its policy's calendar whose look is done ("2026-03-02"), or null before the first one. */
  calendarDoneOn: string | null;
  /** Rollbacks since the last success. */
  rollbacksInARow: number;
  /** Why its rebalance was last refused, while nothing has ended that; null otherwise. It is no change of the row: the version stays. */
  refusal: Refusal | null;
  /** ISO time since which it is refused with this code, or null. */
  refusedSince: string | null;
}

/** Why a STALE portfolio is held. A build after this one may have stored a reason that is not known here: it is shown as it is. */
export function staleReasonOf({ statusReason }: Pick<Portfolio, 'statusReason'>): StaleReason {
  return (statusReason ?? 'STEP_FAILED') as StaleReason;
}
