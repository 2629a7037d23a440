import type { Trading } from '../domain/kill-switch';
import type { Principal } from '../domain/principal';
import type { Ledger, SetTrading } from '../ledger/ledger';
import { type Refused, refused } from './answer';
import { type Audited, actorOf } from './deps';

/** Returns where the kill switch is, who put it there and why. */
export function showTrading({ ledger }: { ledger: Pick<Ledger, 'trading'> }): Promise<Trading> {
  return ledger.trading();
}

/** Sets the kill switch for all portfolios. `undo` reverses what has filled, within the limits: it goes with `halted` only. */
export async function setTrading(
  deps: Audited & { ledger: Pick<Ledger, 'setTrading'> },
  principal: Principal,
  change: SetTrading,
): Promise<{ ok: true; trading: Trading } | Refused<'UNDO_WITHOUT_HALT'>> {
  if (change.undo && change.position !== 'halted') return refused('UNDO_WITHOUT_HALT', 'undo goes with halted only');
  return { ok: true, trading: await deps.ledger.setTrading(change, actorOf(deps, principal)) };
}
