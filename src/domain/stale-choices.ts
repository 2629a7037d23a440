// What a person may choose for a STALE portfolio, the most likely first, and what each choice would come to.

import type { StaleReason } from './causes';
import { decimal } from './money';
import type { Costs, Evidence, Resolve, ResolveAction } from './stale';

/** What is wrong is what the ledger believes: the broker's positions end it, with a batch or without. */
const ENDED_BY_ADOPTION: ReadonlySet<StaleReason> = new Set<StaleReason>([
  'BOOKS_DIFFER',
  'CASH_DIFFERS',
  'ROW_LOST',
  'STEP_FAILED',
]);

/** Returns what is not refused in this situation as far as the evidence tells. The first is what the page suggests. */
export function choicesOf({ batch, reason, costs }: Evidence): [ResolveAction, ...ResolveAction[]] {
  if (batch === null) return reason === 'FROZEN' ? ['release'] : ['adopt-positions', 'release'];
  if (ENDED_BY_ADOPTION.has(reason)) return ['adopt-positions', 'retry-reversal'];
  // What is half undone is not completed.
  const isUndone = batch.orders.some(({ kind, filled }) => kind === 'reversal' && filled !== '0');
  const isComplete = costs?.complete.orders.length === 0;
  if (isUndone || isComplete || reason === 'OUTCOME_UNKNOWN') return ['retry-reversal', 'adopt-positions'];
  if (reason === 'HELD') return ['complete', 'retry-reversal', 'adopt-positions'];
  return ['retry-reversal', 'complete', 'adopt-positions'];
}

/** With the evidence, so that nothing is done when the account has changed since the page was written. */
export function suggestionOf(evidence: Evidence): Resolve {
  const decision = { action: choicesOf(evidence)[0], actor: 'your name', note: 'why' };
  return evidence.hash === null ? decision : { ...decision, evidence: evidence.hash };
}

/**
 * What an action would come to now, as people read it, or undefined when that is not known. Points are half the sum of the
 * deviations from the targets.
 */
export function costOf(action: ResolveAction, { reason, costs }: Evidence): string | undefined {
  // What an unknown order has done is in none of the amounts.
  if (costs == null || reason === 'OUTCOME_UNKNOWN') return undefined;
  const { rollback, complete } = costs;
  const { deviation } = complete;
  const away = (points: string | undefined) =>
    points === undefined ? [] : [`leaves it ${points} points from its targets`];
  switch (action) {
    case 'complete':
      return [missingText(complete.orders), ...away(deviation?.completed)].join('; ');
    case 'retry-reversal':
      return [rollbackText(rollback), ...away(deviation?.before)].join('; ');
    case 'adopt-positions':
      return away(deviation?.now)[0];
    case 'declare-outcome':
    case 'release':
      return undefined;
  }
}

function missingText(orders: Costs['complete']['orders']): string {
  if (orders.length === 0) return 'nothing is missing';
  return orders
    .map(({ side, symbol, quantity, usd }) => [side, quantity, symbol, usd === null ? null : `($${usd})`])
    .map((words) => words.filter((word) => word !== null).join(' '))
    .join(', ');
}

function rollbackText({ residual, beyond }: Costs['rollback']): string {
  const limits = beyond.length === 0 ? 'within the limits' : `outside the limits: ${beyond.join('; ')}`;
  if (residual === null) return `nobody can say what it would cost, ${limits}`;
  const amount = decimal(residual);
  if (amount.isZero()) return `costs nothing, ${limits}`;
  return `${amount.isNegative() ? 'loses' : 'gains'} about $${amount.abs().toFixed(2)}, ${limits}`;
}

/** The ways out of an open batch with what each would come to now, a line each; none when that is not known. */
export function costLines(evidence: Evidence): string[] {
  return choicesOf(evidence).flatMap((action) => {
    const cost = costOf(action, evidence);
    return cost === undefined ? [] : [`${action}: ${cost}`];
  });
}
