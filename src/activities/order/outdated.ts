import type { Batch } from '../../domain/batch';
import { type Breach, breachesText, outdatedQuantities } from '../../domain/rollback-limits';
import type { Deps } from '../deps';

/** Returns why nobody's decision may undo what is left of a batch: its shares became more or fewer since it was planned. */
export async function readOutdated({ ledger }: Pick<Deps, 'ledger'>, batch: Batch): Promise<Breach[]> {
  const { knownPrices } = await ledger.readGuards(batch.portfolioId, batch.marketTime);
  return outdatedQuantities(batch, knownPrices);
}

export function outdatedText(outdated: readonly Breach[]): string {
  return `${breachesText(outdated)}, and the batch has the old number: adopt-positions`;
}
