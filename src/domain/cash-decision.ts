// What a run trades that only sells for withdrawals, or only buys with the cash that is there.

import { deployableCash, planInvestment, planRaise } from './cash-run';
import type { PricedPortfolio } from './drift';
import { ceilToCents, Decimal, decimal, floorToCents, HUNDRED, showCents, ZERO } from './money';
import { type Funding, type PlanLimits, type PlannedOrder, undoMoneyOf, undoShortfall } from './plan';
import type { Policy } from './policy';
import type { Refusal } from './refusal';

/** Beyond what is missing: prices move, and fees are taken, until the sells have filled. Percent of it. */
const RAISE_BUFFER_PERCENT = decimal('1');

export interface CashRun {
  priced: PricedPortfolio;
  policy: Policy;
  funding: Funding;
  limits: PlanLimits;
}

/**
 * Returns the sells for what withdrawals lack, which is how far the portfolio's own cash is below zero. Without the money to undo them
 * all, the largest goes alone: it fills or it does not, and the next run raises the rest.
 */
export function sellsForWithdrawals({ priced, policy, funding, limits }: CashRun): PlannedOrder[] | Refusal {
  const missing = priced.cash.negated();
  const atLeast = (usd: Decimal) => Decimal.max(ceilToCents(usd), decimal(policy.minOrder));
  const buffered = missing.times(HUNDRED.plus(RAISE_BUFFER_PERCENT)).div(HUNDRED);
  const sells =
    planRaise(priced, policy, atLeast(buffered), limits) ??
    planRaise(priced, policy, atLeast(missing), limits) ??
    planRaise(priced, policy, ceilToCents(missing), limits);
  if (sells === undefined) {
    const lack = `withdrawals lack $${showCents(ceilToCents(missing))}`;
    return { code: 'CASH_NOT_THERE', detail: `${lack}, and what may be sold now brings less` };
  }
  if (undoShortfall(sells, undoMoneyOf(funding)).isZero()) return sells;
  return [sells.reduce((a, b) => (b.value.greaterThan(a.value) ? b : a))];
}

/** Returns the buys of what is under its target for the cash above the reserve; undefined without such cash. */
export function buysFromCash({ priced, policy, funding, limits }: CashRun): PlannedOrder[] | undefined {
  const deployable = deployableCash(priced, policy.cashReserve);
  const money = Decimal.min(deployable, funding.margin ? deployable : floorToCents(funding.buyingPower));
  return money.lessThanOrEqualTo(ZERO) ? undefined : planInvestment(priced, policy, money, limits);
}
