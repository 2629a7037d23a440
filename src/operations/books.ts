import type { Doubt } from '../domain/agreement';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { later } from '../domain/time';
import type { Ledger, ReadProgress } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';

const DAY_MS = 24 * 3_600_000;

/** Returns how many accounts were read within a day and how many differ, and since when the broker is in doubt. */
export async function showBooks({
  ledger,
  now,
}: Pick<Audited, 'now'> & { ledger: Pick<Ledger, 'readProgress' | 'doubt'> }): Promise<{
  progress: ReadProgress;
  doubt: Doubt | null;
}> {
  const [progress, doubt] = await Promise.all([ledger.readProgress(later(now(), -DAY_MS)), ledger.doubt()]);
  return { progress, doubt };
}

/** Ends the doubt about the broker: for a day, accounts that differ are held one by one. */
export async function trustBroker(
  deps: Audited & { ledger: Pick<Ledger, 'trustBroker'> },
  principal: Principal,
  reason: string,
): Promise<{ ok: true } | Refused<'NOT_IN_DOUBT'>> {
  if (await deps.ledger.trustBroker(reason, actorOf(deps, principal))) return { ok: true };
  return refused('NOT_IN_DOUBT', 'the broker is not in doubt: there is nothing to end');
}
