import type { AuditEvent } from '../../domain/audit-events';
import { claimedPrincipal } from '../../domain/principal';
import { isRequestFor } from '../../domain/resolve-request';
import { REBALANCE_ACTOR, type Resolve } from '../../domain/stale';
import type { Actor, AuditRow } from '../../ledger/ledger';
import type { Deps } from '../deps';

/**
 * Returns who asks, and by which door. A message may name anybody: the name counts as it is when the ledger says that this principal asked
 * for the same by a door of ours. Otherwise it is a claim.
 */
export async function askerOf(deps: Reading, portfolioId: string, resolve: Resolve): Promise<Actor> {
  const at = deps.now();
  // What a hold does by itself when the market opens; a person's retry names its evidence.
  const isOwn = resolve.action === 'retry-reversal' && resolve.evidence === undefined;
  if (isOwn && resolve.actor === REBALANCE_ACTOR) return { name: REBALANCE_ACTOR, at };
  const [asked] = await requestAndLater(deps, portfolioId, resolve);
  return asked?.via == null ? claimed(resolve, at) : { name: asked.actor, via: asked.via, at };
}

/**
 * Returns whether the portfolio was frozen after this was asked for by a door of ours: the request may have waited for another hold than
 * the one that its sender saw.
 */
export async function isFrozenSinceAsked(deps: Reading, portfolioId: string, resolve: Resolve): Promise<boolean> {
  const [, ...later] = await requestAndLater(deps, portfolioId, resolve);
  return later.some(({ event }) => event === FROZEN_EVENT);
}

type Reading = Pick<Deps, 'ledger' | 'now'>;

const FROZEN_EVENT: AuditEvent = 'PORTFOLIO_FROZEN';

/** Returns the audit from the last request for the same on; nothing when there was none. */
async function requestAndLater({ ledger, now }: Reading, portfolioId: string, resolve: Resolve): Promise<AuditRow[]> {
  const audit = await ledger.listAudit(portfolioId);
  const asked = audit.findLastIndex((row) => isRequestFor(row, resolve, now()));
  return asked < 0 ? [] : audit.slice(asked);
}

/** Returns who froze a portfolio by a message to Temporal: what a door of ours freezes is in the ledger before the message is sent. */
export function claimed({ actor }: { actor: string }, at: string): Actor {
  return { name: claimedPrincipal(actor), via: 'temporal', at };
}
