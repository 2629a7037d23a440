import type { ApiKey } from '../domain/api-key';
import type { Ledger } from '../ledger/ledger';

/** Returns a page of keys by id, without their secrets. */
export function listKeys(
  { ledger }: { ledger: Pick<Ledger, 'listKeys'> },
  page: { after?: string; limit: number },
): Promise<ApiKey[]> {
  return ledger.listKeys(page);
}
