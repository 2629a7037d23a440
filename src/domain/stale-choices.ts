// What a person may choose for a STALE portfolio, the most likely first, and what each choice would come to.

import type { StaleReason } from './causes';
import { decimal } from './money';
import { type Costs, type Evidence, NEEDS_EVIDENCE, RESOLVE_ACTIONS, type Resolve, type ResolveAction } from './stale';

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

/** One way out of a hold: what it would come to, and why it is not open now, when it is not. */
export interface WayOut {
  action: ChosenAction;
  /** What it does, in general. */
  does: string;
  cost: string | null;
  whyNot: string | null;
}

/** Two people declare an outcome, of one order: that is no way out of the hold itself. */
type ChosenAction = Exclude<ResolveAction, 'declare-outcome'>;
const CHOSEN = ['retry-reversal', 'complete', 'adopt-positions', 'release'] as const satisfies readonly ChosenAction[];

/** Returns every way out: first those that are open, the most likely one at the top, then the others with the reason. */
export function waysOut(evidence: Evidence): WayOut[] {
  const open = choicesOf(evidence);
  const order = [...open, ...CHOSEN.filter((action) => !open.includes(action))] as ChosenAction[];
  return order.map((action) => ({
    action,
    does: RESOLVE_ACTIONS[action],
    cost: costOf(action, evidence) ?? null,
    whyNot: open.includes(action) ? (unseen(action, evidence) ?? null) : closedBecause(action, evidence),
  }));
}

function unseen(action: ChosenAction, { hash, brokerProblem }: Evidence): string | undefined {
  if (hash !== null || !NEEDS_EVIDENCE.has(action)) return undefined;
  return `the broker could not be asked, so there is nothing to decide on: ${brokerProblem ?? 'no answer'}`;
}

function closedBecause(action: ChosenAction, { batch, reason, costs }: Evidence): string {
  switch (action) {
    case 'retry-reversal':
      return 'there is no open batch, so there is nothing to reverse';
    case 'adopt-positions':
      return 'it is frozen and nothing differs: release ends that';
    case 'release':
      return 'its batch is open: one of the other ways has to settle it first';
    case 'complete':
      if (batch === null) return 'there is no open batch, so there is nothing to complete';
      if (ENDED_BY_ADOPTION.has(reason)) return 'the books are in question, so nobody can say what is missing';
      if (reason === 'OUTCOME_UNKNOWN') return 'what became of an order is not known: it could be bought twice';
      if (costs?.complete.orders.length === 0) return 'nothing is missing';
      return 'a part of it is reversed already: what is half undone is not completed';
  }
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
