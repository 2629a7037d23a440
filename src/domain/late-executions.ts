// Executions that a broker lists only after their batch was booked on the word of its orders (domain/derived-fill).
//
// X1. They are noted beside the fill that was derived, and book nothing: shares and cash are in the ledger already, and what the account has
//     more or less of cash is booked with the next look at it.
// X2. They count once they make up what was derived; until then the list still lags.

import type { Fill } from './batch';
import { isDerived } from './derived-fill';
import { decimal, halfEvenToCents, showCents, sum } from './money';
import type { Side } from './order';

/** An order with a derived fill; `fills` is all that was booked of it. Times are ISO. */
export interface DerivedOrder {
  batchId: string;
  clientOrderId: string;
  side: Side;
  marketTime: string;
  fills: readonly Fill[];
}

export interface Execution {
  executionId: string;
  quantity: string;
  price: string;
  at: string;
}

/** Differences are what is listed less what was derived: shares, and USD that moved into the account. */
export interface LateExecutions {
  executions: Fill[];
  quantityDifference: string;
  cashDifference: string;
}

/** Returns what `listed`, all executions of the order, say of its derived fill, or undefined while they are not all there (X2). */
export function lateExecutions(order: DerivedOrder, listed: readonly Execution[]): LateExecutions | undefined {
  const derived = order.fills.find(isDerived);
  const booked = new Set(order.fills.map(({ executionId }) => executionId));
  const executions = listed
    .filter(({ executionId }) => !booked.has(executionId))
    .map((execution) => executedFill(order, execution));
  const quantity = sum(executions.map((fill) => decimal(fill.quantity)));
  if (derived === undefined || quantity.lessThan(decimal(derived.quantity))) return undefined;
  return {
    executions,
    quantityDifference: quantity.minus(decimal(derived.quantity)).toFixed(),
    cashDifference: showCents(sum(executions.map((fill) => decimal(fill.cash))).minus(decimal(derived.cash))),
  };
}

/** An execution with the cash that it moved: half-even cents, negative for a buy. */
export function executedFill(
  { clientOrderId, side }: Pick<DerivedOrder, 'clientOrderId' | 'side'>,
  { executionId, quantity, price, at }: Execution,
): Fill {
  const usd = halfEvenToCents(decimal(quantity).times(decimal(price)));
  const cash = showCents(side === 'BUY' ? usd.negated() : usd);
  return { executionId, clientOrderId, quantity, price, cash, at };
}

/** Says why a person should hear of it: an average price is right to a cent for each execution, and more is no rounding. */
export function lateProblem({ executions, quantityDifference, cashDifference }: LateExecutions): string | undefined {
  const cents = decimal('0.01').times(executions.length);
  const isRounding = decimal(quantityDifference).isZero() && decimal(cashDifference).abs().lessThanOrEqualTo(cents);
  if (isRounding) return undefined;
  return `its executions are listed by now, and differ from what was booked by ${quantityDifference} shares and $${cashDifference}`;
}
