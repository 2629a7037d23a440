import { resumesTrading } from '../domain/approval';
import type { Trading } from '../domain/kill-switch';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Ledger, SetTrading } from '../ledger/ledger';
import { type ApprovalNeeded, approvalNeeded, propose } from './approvals';
import { type Audited, actorOf, wasDone } from './deps';

/** Returns where the kill switch is, who put it there and why. */
export function showTrading({ ledger }: { ledger: Pick<Ledger, 'trading'> }): Promise<Trading> {
  return ledger.trading();
}

/**
 * Sets the kill switch for all portfolios. `undo` reverses what has filled, within the limits: it goes with `halted` only. Halting is done
 * at once; after a halt, anything else takes a second person.
 */
export async function setTrading(
  deps: Audited & { ledger: Pick<Ledger, 'trading' | 'setTrading' | 'propose' | 'keyPeople'> },
  principal: Principal,
  change: Omit<SetTrading, 'ifSince'>,
): Promise<{ ok: true; trading: Trading } | Refused<'UNDO_WITHOUT_HALT'> | ApprovalNeeded> {
  const { position, reason, undo } = change;
  if (undo && position !== 'halted') return refused('UNDO_WITHOUT_HALT', 'undo goes with halted only');
  const by = actorOf(deps, principal);
  if (position === 'halted') return { ok: true, trading: await deps.ledger.setTrading(change, by) };
  for (;;) {
    const seen = await deps.ledger.trading();
    // What this request did before decides, and not where others have put the switch since.
    const isProposed = wasDone(deps, 'propose set-trading trading');
    if (isProposed || (resumesTrading(seen, position) && !wasDone(deps, 'setTrading'))) {
      const parameters = { position, reason };
      const proposal = { action: 'set-trading', subject: 'trading', parameters, evidence: seen.since } as const;
      return approvalNeeded(deps, principal, [await propose(deps, principal, proposal)]);
    }
    const trading = await deps.ledger.setTrading({ position, reason, ifSince: seen.since }, by);
    // Otherwise somebody was quicker, and may have halted it.
    if (trading.position === position) return { ok: true, trading };
  }
}
