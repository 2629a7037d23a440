// A roll-out as a person asks for it.

import { decimal, decimalProblem, PERCENT_DECIMALS } from '../domain/money';
import { cohortsProblem } from '../domain/rollout';
import { InputRefused } from './refused';

export interface RolloutInput {
  modelId: string;
  version: number;
  /** Percent of the portfolios that have the version once each cohort is through. */
  cohorts?: readonly number[] | undefined;
  /** Percent of a cohort that may end badly. */
  abortPercent?: string | undefined;
  /** How many portfolios get the version within a minute. */
  perMinute?: number | undefined;
}

export const DEFAULT_COHORTS = [1, 10, 100];
export const DEFAULT_ABORT_PERCENT = '5';
export const DEFAULT_PER_MINUTE = 60;
/** A roll-out is looked at every five seconds: slower than one portfolio a look it cannot be. */
export const PER_MINUTE_BOUNDS = [12, 10_000] as const;

/** @throws InputRefused INVALID_ROLLOUT */
export function parseRollout(given: RolloutInput): {
  modelId: string;
  version: number;
  cohorts: number[];
  abortPercent: string;
  perMinute: number;
} {
  const { modelId, version } = given;
  const { cohorts = DEFAULT_COHORTS, abortPercent = DEFAULT_ABORT_PERCENT, perMinute = DEFAULT_PER_MINUTE } = given;
  const plan = cohortsProblem(cohorts);
  if (plan !== undefined) throw refused('cohorts', plan);
  const percent = decimalProblem(abortPercent, PERCENT_DECIMALS);
  if (percent !== undefined) throw refused('abortPercent', percent);
  if (decimal(abortPercent).isNegative() || decimal(abortPercent).greaterThan(100))
    throw refused('abortPercent', 'must be from 0 to 100');
  const [least, most] = PER_MINUTE_BOUNDS;
  if (!Number.isInteger(perMinute) || perMinute < least || perMinute > most)
    throw refused('perMinute', `must be a whole number from ${least} to ${most}`);
  return { modelId, version, cohorts: [...cohorts], abortPercent, perMinute };
}

function refused(field: string, rule: string): InputRefused {
  return new InputRefused('INVALID_ROLLOUT', field, `${field} ${rule}`);
}
