import { InvariantError } from '../../domain/invariant';
import { isFinal, LedgerFault } from '../../ledger/ledger';

/**
 * Returns the name of an error that ends its step, or undefined when the step is retried. Another attempt does not fix a bug of
 * ours: the step would be retried in silence until the lock expires, although a person could act.
 */
export function finalType(error: Error): string | undefined {
  if (error instanceof InvariantError) return error.name;
  return error instanceof LedgerFault && isFinal(error) ? error.code : undefined;
}
