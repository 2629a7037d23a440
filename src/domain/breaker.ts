// The fleet breaker: what each portfolio may do is bounded by caps, and what all of them do together by this.

import { type Decimal, decimal, showCents } from './money';

/** Who has set the kill switch when the breaker did. */
export const BREAKER = 'breaker';

/** Null for no limit. */
export interface BreakerLimits {
  readonly batchesPerMinute: number | null;
  /** USD that the batches of a minute buy and sell. */
  readonly usdPerMinute: string | null;
  /** Percent of the batches of the last ten minutes that were rolled back; few batches say nothing (`ROLLBACKS_OF`). */
  readonly rollbackPercent: string | null;
}

/** What all portfolios together began, by when their batches were priced. */
export interface Pace {
  /** In the last minute. */
  batches: number;
  usd: string;
  /** Of the batches of the last ten minutes, those that have ended. */
  ended: number;
  rolledBack: number;
}

export const MINUTE_MS = 60_000;
export const ROLLBACKS_OVER_MS = 10 * MINUTE_MS;
/** Fewer batches than this that ended say nothing of all. */
const ROLLBACKS_OF = 20;

/** Says which limit all portfolios together have passed, or undefined. */
export function breakerProblem({ batches, usd, ended, rolledBack }: Pace, limits: BreakerLimits): string | undefined {
  const { batchesPerMinute, usdPerMinute, rollbackPercent } = limits;
  if (batchesPerMinute !== null && batches > batchesPerMinute)
    return `${batches} batches began within a minute, at most ${batchesPerMinute}`;
  if (usdPerMinute !== null && decimal(usd).greaterThan(decimal(usdPerMinute)))
    return `batches of $${showCents(decimal(usd))} began within a minute, at most $${usdPerMinute}`;
  if (
    rollbackPercent !== null &&
    ended >= ROLLBACKS_OF &&
    share(rolledBack, ended).greaterThan(decimal(rollbackPercent))
  )
    return `${rolledBack} of the ${ended} batches of ten minutes were rolled back, at most ${rollbackPercent} %`;
  return undefined;
}

function share(part: number, of: number): Decimal {
  return decimal(String(part)).times(100).div(of);
}
