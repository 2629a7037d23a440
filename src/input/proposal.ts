// What a person says about a proposal of a plan.

import { decimal, decimalProblem, PERCENT_DECIMALS, showPercent } from '../domain/money';
import { DEFAULT_PRICE_TOLERANCE } from '../domain/proposal';
import { InputRefused } from './refused';

const TOLERANCE_MAX = '10';

/** Returns percent with 4 decimals; the default when none is given. @throws InputRefused INVALID_PROPOSAL */
export function parsePriceTolerance(given: string | undefined): string {
  if (given === undefined) return DEFAULT_PRICE_TOLERANCE;
  const problem = decimalProblem(given, PERCENT_DECIMALS);
  if (problem !== undefined) throw refused(`priceTolerance ${problem}`);
  const percent = decimal(given);
  if (percent.isNegative() || percent.greaterThan(TOLERANCE_MAX))
    throw refused(`priceTolerance must be from 0 to ${TOLERANCE_MAX} percent, not ${given}`);
  return showPercent(percent);
}

function refused(message: string): InputRefused {
  return new InputRefused('INVALID_PROPOSAL', 'priceTolerance', message);
}
