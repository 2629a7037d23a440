// How a version of a model reaches its subscribers: one cohort after the other, and no further when too many of a cohort ended badly.

import type { BatchState } from './batch';
import type { OperationRefusalCode } from './causes';
import { decimal, HUNDRED } from './money';
import type { Portfolio } from './portfolio';
import { callsPerson } from './refusal';
import { msBetween } from './time';

export const ROLLOUT_STATES = ['RUNNING', 'PAUSED', 'ABORTED', 'DONE'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/** Times are ISO. */
export interface Rollout {
  id: string;
  modelId: string;
  version: number;
  /** Percent of the portfolios that have the version once each cohort is through: rising, and 100 at the end. */
  cohorts: number[];
  /** Percent of a cohort that may end badly; one more aborts. */
  abortPercent: string;
  /** How many portfolios get the version within a minute. */
  perMinute: number;
  state: RolloutState;
  /** Why it is PAUSED or ABORTED. */
  stateReason: string | null;
  /** Who paused or aborted it. */
  stateBy: string | null;
  /** The one that it is at, from 1. */
  cohort: number;
  /** Since when it is at it, or was resumed. */
  cohortSince: string;
  startedBy: string;
  startedAt: string;
  endedAt: string | null;
}

/** WAITING for the version, APPLIED and not at rest yet, DONE, or FAILED, which counts for the abort rule. */
export const MEMBER_STATES = ['WAITING', 'APPLIED', 'DONE', 'FAILED'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** Why a portfolio came to rest: as a refusal says it, or how its batch ended. */
export type RestCode = OperationRefusalCode | BatchState | 'NOT_ACTIVE' | 'PINNED' | 'WITHIN_THRESHOLD';

/** What became of one portfolio. */
export interface Member {
  portfolioId: string;
  cohort: number;
  state: MemberState;
  code: RestCode | null;
  batchId: string | null;
  appliedAt: string | null;
}

/** How many portfolios of a cohort are in each state. */
export type CohortCount = { cohort: number } & Record<Lowercase<MemberState>, number>;

export function hasEnded({ state }: Pick<Rollout, 'state'>): boolean {
  return state === 'ABORTED' || state === 'DONE';
}

/** Says what is wrong with a plan of cohorts, or undefined when nothing is. */
export function cohortsProblem(cohorts: readonly number[]): string | undefined {
  const isRising = cohorts.every((percent, index) => percent > (cohorts[index - 1] ?? 0));
  if (!isRising || cohorts.some((percent) => !Number.isInteger(percent) || percent > 100) || cohorts.at(-1) !== 100)
    return 'must be whole percents, each larger than the one before, and 100 at the end, such as 1,10,100';
  return undefined;
}

/** What a cohort's numbers say: `abort` as soon as too many failed, `next` once all are at rest. */
export function cohortVerdict(count: Omit<CohortCount, 'cohort'>, abortPercent: string): 'abort' | 'next' | 'wait' {
  const size = count.waiting + count.applied + count.done + count.failed;
  const failed = decimal(String(count.failed)).times(HUNDRED);
  if (failed.greaterThan(decimal(abortPercent).times(size))) return 'abort';
  return count.waiting + count.applied === 0 ? 'next' : 'wait';
}

/** A portfolio that has the version, with what has happened to it since. */
export interface AtWork {
  portfolio: Portfolio;
  /** A batch is open. */
  isTrading: boolean;
  /** The last batch that began since, and how it ended. */
  batch: { id: string; state: BatchState } | null;
  /** It has drifted past its threshold at present prices; null without a price for each symbol. */
  exceeds: boolean | null;
}

export type Rest = { state: Extract<MemberState, 'DONE' | 'FAILED'>; code: RestCode; batchId: string | null };

/** Returns how a portfolio came to rest, or undefined while it has not. What waits for a time, as for the market to open, has not. */
export function restOf({ portfolio, isTrading, batch, exceeds }: AtWork): Rest | undefined {
  const { status, frozen, refusal } = portfolio;
  const batchId = batch?.id ?? null;
  if (status === 'STALE' || frozen) return { state: 'FAILED', code: 'PORTFOLIO_STALE', batchId };
  if (isTrading) return undefined;
  if (batch?.state === 'ROLLED_BACK') return { state: 'FAILED', code: 'ROLLED_BACK', batchId };
  if (batch !== null) return { state: 'DONE', code: batch.state, batchId };
  if (status !== 'ACTIVE') return { state: 'DONE', code: 'NOT_ACTIVE', batchId };
  if (refusal !== null && callsPerson(refusal.code)) return { state: 'FAILED', code: refusal.code, batchId };
  if (exceeds === null) return { state: 'FAILED', code: 'PRICE_MISSING', batchId };
  return exceeds ? undefined : { state: 'DONE', code: 'WITHIN_THRESHOLD', batchId };
}

/** Longer than any weekend with holidays: what is not at rest by then will not come to rest by itself. */
const REST_MAX_MS = 5 * 24 * 3_600_000;

export function isOverdue({ cohortSince }: Pick<Rollout, 'cohortSince'>, now: string): boolean {
  return msBetween(cohortSince, now) > REST_MAX_MS;
}
