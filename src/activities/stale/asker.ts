import type { AuditEvent } from '../../domain/audit-events';
import { claimedPrincipal } from '../../domain/principal';
import { isRequestFor } from '../../domain/resolve-request';
import { REBALANCE_ACTOR, type Resolve } from '../../domain/stale';
import type { Actor, AuditRow } from '../../ledger/ledger';
import type { Deps } from '../deps';

/** Returns who asks, and through which door, as `readAsker` does. */
export async function askerOf(deps: Reading, portfolioId: string, resolve: Resolve): Promise<Actor> {
  return (await readAsker(deps, portfolioId, resolve)).asker;
}

/**
 * Returns who asks, and through which door. A message may contain any name. The name is trusted only if the ledger says that this
 * principal asked for the same through one of our doors; otherwise it is recorded as a claim.
 *
 * `isFrozenSince` says whether the portfolio was frozen after this was requested through one of our doors. The request may have
 * waited, and the sender may have meant an earlier hold.
 */
export async function readAsker(
  deps: Reading,
  portfolioId: string,
  resolve: Resolve,
): Promise<{ asker: Actor; isFrozenSince: boolean }> {
  const at = deps.now();
  // A hold retries by itself when the market opens; a person's retry names its evidence.
  const isOwn = resolve.action === 'retry-reversal' && resolve.evidence === undefined;
  if (isOwn && resolve.actor === REBALANCE_ACTOR) return { asker: { name: REBALANCE_ACTOR, at }, isFrozenSince: false };
  const [asked, ...later] = await requestAndLater(deps, portfolioId, resolve);
  return {
    asker: asked?.via == null ? claimed(resolve, at) : { name: asked.actor, via: asked.via, at },
    isFrozenSince: later.some(({ event }) => event === FROZEN_EVENT),
  };
}

type Reading = Pick<Deps, 'ledger' | 'now'>;

const FROZEN_EVENT: AuditEvent = 'PORTFOLIO_FROZEN';

/** Returns the audit rows since the last identical request; none when there was no such request. */
async function requestAndLater({ ledger, now }: Reading, portfolioId: string, resolve: Resolve): Promise<AuditRow[]> {
  const audit = await ledger.listAudit(portfolioId);
  const asked = audit.findLastIndex((row) => isRequestFor(row, resolve, now()));
  return asked < 0 ? [] : audit.slice(asked);
}

/**
 * Returns who froze a portfolio with a message sent straight to Temporal. Our own doors record a freeze in the ledger before they
 * send the message.
 */
export function claimed({ actor }: { actor: string }, at: string): Actor {
  return { name: claimedPrincipal(actor), via: 'temporal', at };
}
