import type { PricePoint } from '../domain/price-point';
import type { Ledger } from '../ledger/ledger';

/** Returns the good prices of a symbol over the last days, oldest first and at most one for each quarter of an hour. */
export function listPricePoints(
  { ledger }: { ledger: Pick<Ledger, 'listPricePoints'> },
  symbol: string,
): Promise<PricePoint[]> {
  return ledger.listPricePoints(symbol);
}
