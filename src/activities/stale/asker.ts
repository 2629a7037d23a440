import { claimedPrincipal } from '../../domain/principal';
import { isRequestFor } from '../../domain/resolve-request';
import { REBALANCE_ACTOR, type Resolve } from '../../domain/stale';
import type { Actor } from '../../ledger/ledger';
import type { Deps } from '../deps';

/**
 * Returns who asks, and by which door. A message may name anybody: the name counts as it is when the ledger says that this principal asked
 * for the same by a door of ours. Otherwise it is a claim.
 */
export async function askerOf(
  deps: Pick<Deps, 'ledger' | 'now'>,
  portfolioId: string,
  resolve: Resolve,
): Promise<Actor> {
  const at = deps.now();
  // What a hold does by itself when the market opens; a person's retry names its evidence.
  const isOwn = resolve.action === 'retry-reversal' && resolve.evidence === undefined;
  if (isOwn && resolve.actor === REBALANCE_ACTOR) return { name: REBALANCE_ACTOR, at };
  const asked = (await deps.ledger.listAudit(portfolioId)).findLast((row) => isRequestFor(row, resolve, at));
  return asked?.via == null ? claimed(resolve, at) : { name: asked.actor, via: asked.via, at };
}

/** Returns who froze a portfolio by a message to Temporal: what a door of ours freezes is in the ledger before the message is sent. */
export function claimed({ actor }: { actor: string }, at: string): Actor {
  return { name: claimedPrincipal(actor), via: 'temporal', at };
}
