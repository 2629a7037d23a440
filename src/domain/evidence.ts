// What a person's decision rests on, as one text that is sent back with it: a hash of what the account holds, and what its ways out would
// cost, "6b1f0d9c3a52e874:-150.27:-2300.00".
//
// E1. Prices move every second, so costs are no part of the hash: a decision is carried out while its cost is not worse than the one that
//     was seen by more than `mayWorsen`. Better is always good enough.
// E2. Costs are in USD, negative when money goes, "?" when nobody could tell. A text without costs is compared by its hash alone: it
//     comes from a hold without a batch, from a market that did not answer, or from an earlier build.

import { Decimal, decimal, HUNDRED, halfEvenToCents, showCents, sum } from './money';
import type { Costs, ResolveAction } from './stale';

const FORM = /^([0-9a-f]{16})(?::(-?\d{1,15}\.\d{2}|\?):(-?\d{1,15}\.\d{2}|\?))?$/;

/** USD; null when nobody could tell. */
interface SeenCosts {
  residual: string | null;
  completion: string | null;
}

export function evidenceText(hash: string, costs: Costs | null): string {
  if (costs === null) return hash;
  const { residual, completion } = inBrief(costs);
  return `${hash}:${residual ?? '?'}:${completion ?? '?'}`;
}

/** Returns undefined for what is no evidence. */
export function parseEvidence(text: string): { hash: string; seen?: SeenCosts } | undefined {
  const [, hash, residual, completion] = FORM.exec(text) ?? [];
  if (hash === undefined) return undefined;
  if (residual === undefined || completion === undefined) return { hash };
  const usd = (shown: string) => (shown === '?' ? null : shown);
  return { hash, seen: { residual: usd(residual), completion: usd(completion) } };
}

/** The part that says what the account holds: people whose evidence differs in costs alone have seen the same account. */
export function accountPartOf(evidence: string): string {
  return parseEvidence(evidence)?.hash ?? evidence;
}

/** Says by how much an action has become worse than it was seen (E1), or undefined when it may be carried out. */
export function worsening(action: ResolveAction, seen: SeenCosts, costs: Costs): string | undefined {
  const now = inBrief(costs);
  if (action === 'retry-reversal') return worse('rolling back', seen.residual, now.residual, costs.mayWorsen);
  if (action === 'complete') return worse('completing', seen.completion, now.completion, costs.mayWorsen);
  return undefined;
}

/** What a cost may worsen by: a percent of the portfolio's value, and a dollar at least, so that cents decide nothing. USD. */
export function mayWorsenBy(value: Decimal, percent: string): string {
  return showCents(Decimal.max(decimal('1'), halfEvenToCents(value.times(decimal(percent)).div(HUNDRED))));
}

function worse(what: string, seen: string | null, now: string | null, mayWorsen = '1.00'): string | undefined {
  if (seen === null) return undefined;
  if (now === null) return `nobody can say any more what ${what} would cost`;
  if (decimal(seen).minus(decimal(now)).lessThanOrEqualTo(decimal(mayWorsen))) return undefined;
  return `${what} would come to $${now}, and $${seen} was seen: it may be worse by $${mayWorsen} at most`;
}

function inBrief({ rollback, complete }: Costs): SeenCosts {
  const amounts = complete.orders.map(({ side, usd }) => {
    if (usd === null) return null;
    return side === 'BUY' ? decimal(usd).negated() : decimal(usd);
  });
  const known = amounts.filter((amount) => amount !== null);
  return {
    residual: rollback.residual,
    completion: known.length === amounts.length ? showCents(sum(known)) : null,
  };
}
