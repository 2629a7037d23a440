import type { Principal } from '../domain/principal';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';
import { hashSecret } from './key-text';

/** Ends a session: its token is refused from then on. Safe to repeat. */
export async function endSession(
  deps: Audited & { ledger: Pick<Ledger, 'endSession'> },
  principal: Principal,
  token: string,
): Promise<void> {
  await deps.ledger.endSession(hashSecret(token), actorOf(deps, principal));
}
