import { InvariantError } from '../../domain/invariant';
import { isFinal, LedgerFault } from '../../ledger/ledger';

/**
 * Returns by what name a step's error ends it, or undefined when the step is tried again. A bug of ours is not mended by the next
 * attempt: retried, it would wait in silence for as long as the lock lasts, where a person who is called can act.
 */
export function finalType(error: Error): string | undefined {
  if (error instanceof InvariantError) return error.name;
  return error instanceof LedgerFault && isFinal(error) ? error.code : undefined;
}
