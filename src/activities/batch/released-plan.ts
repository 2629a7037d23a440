// What a run does that is to release a proposal: it trades the frozen plan, or nothing.
//
// The plan is made again at the frozen prices, from all that is true now, and has to come out the same. So a released plan passes every check
// that any other plan passes, and a row that somebody else wrote into the table releases nothing that would not have been planned.

import { type Decision, decide, refusedAtLatest, type Situation } from '../../domain/decide';
import { decimal } from '../../domain/money';
import type { PlannedOrder } from '../../domain/plan';
import type { Portfolio } from '../../domain/portfolio';
import { basisOf, type FrozenOrder, type PlanProposal, voidText, whyNotReleased, whyVoid } from '../../domain/proposal';
import { resized } from '../../domain/shrink';
import type { PreparedBatch } from '../../domain/steps';
import type { NewOrder } from '../../ledger/ledger';
import { by, type Deps } from '../deps';
import { intendedOrders } from './situation';

/** Returns the proposal when it may be released now, or the refusal. */
export async function approvedProposal(
  deps: Deps,
  { id: portfolioId }: Portfolio,
  proposalId: string,
): Promise<PlanProposal | Extract<PreparedBatch, { kind: 'refused' }>> {
  const [stored] = await deps.ledger.listProposals({ id: proposalId, at: deps.now(), limit: 1 });
  const detail = whyNotReleased(proposalId, stored, portfolioId, deps.now());
  if (detail === undefined && stored !== undefined) return stored;
  const refusal = { code: 'PROPOSAL_NOT_APPROVED', detail: detail ?? proposalId } as const;
  return { kind: 'refused', refusal, drift: null };
}

/** What keeps every plan from being traded comes first: it does not make the proposal void. */
export function decideReleased(proposal: PlanProposal, situation: Situation): Decision {
  const present = decide(situation);
  if (present.kind === 'books-differ' || (present.kind === 'refused' && present.drift === null)) return present;
  const why = whyVoid(proposal, basisOf(situation), situation.now);
  if (why !== undefined)
    return { kind: 'refused', refusal: { code: 'PROPOSAL_VOID', detail: voidText(why) }, drift: null };
  const decision = decide(atFrozenPrices(proposal, situation));
  if (decision.kind === 'refused' || decision.kind === 'books-differ') return decision;
  const again = decision.kind === 'trade' ? intendedOrders(decision, situation) : [];
  if (decision.kind === 'trade' && ordersText(again) === ordersText(proposal.plan.orders)) {
    const refusal = refusedAtLatest(
      { ...decision, orders: atLatestPrices(decision.orders, again, situation) },
      situation,
    );
    return refusal === undefined ? decision : { kind: 'refused', refusal, drift: decision.drift };
  }
  const detail = again.length === 0 ? 'it needs no orders' : ordersText(again);
  return { kind: 'refused', refusal: { code: 'PLAN_DIFFERS', detail }, drift: decision.drift };
}

/** Records why a proposal is void, so that nobody releases it again once things have moved back. */
export async function noteVoid(deps: Deps, proposal: PlanProposal, situation: Situation): Promise<void> {
  const why = whyVoid(proposal, basisOf(situation), situation.now);
  if (why !== undefined) await deps.ledger.voidProposal(proposal.id, why, by(deps));
}

/** A symbol that has no price now gets none. Whether a price jumped is a question about the latest one. */
function atFrozenPrices({ basis }: PlanProposal, situation: Situation): Situation {
  const frozen = [...situation.prices].map(
    ([symbol, latest]) => [symbol, { ...latest, price: basis.prices[symbol] ?? latest.price }] as const,
  );
  return { ...situation, prices: new Map(frozen), knownPrices: new Map() };
}

/** An order in dollars costs the same at any price. */
function atLatestPrices(
  planned: readonly PlannedOrder[],
  intended: readonly NewOrder[],
  { prices }: Situation,
): PlannedOrder[] {
  return planned.map((order, index) => {
    const latest = prices.get(order.symbol)?.price;
    const isInDollars = intended[index]?.quantity === null;
    return latest === undefined || isInDollars ? order : resized({ ...order, price: decimal(latest) }, order.quantity);
  });
}

function ordersText(orders: readonly (NewOrder | FrozenOrder)[]): string {
  return orders
    .map(({ symbol, side, quantity, notional }) => `${side} ${symbol} ${quantity ?? `$${notional}`}`)
    .join(', ');
}
