import type { Batch } from '../../domain/batch';
import type { TickerSymbol } from '../../domain/portfolio';
import { type Breach, breachesText, outdatedQuantities } from '../../domain/rollback-limits';
import { waitingActivities } from '../books/waiting-activities';
import { by, type Deps } from '../deps';
import { ifAnswered } from './if-answered';

/**
 * Returns why nobody's decision may trade these symbols in the quantities of a batch: their shares became more or fewer since it was planned.
 * The broker is asked too, because nobody books what happens in an account while a batch of it is open.
 */
export async function readOutdated(deps: Deps, batch: Batch, symbols: readonly TickerSymbol[]): Promise<Breach[]> {
  const { portfolioId: id, accountId, marketTime } = batch;
  const [{ knownPrices }, waiting] = await Promise.all([
    deps.ledger.readGuards(id, marketTime),
    ifAnswered(waitingActivities(deps, { id, accountId }, by(deps)), []),
  ]);
  return outdatedQuantities(batch, symbols, knownPrices, waiting);
}

export function outdatedText(outdated: readonly Breach[]): string {
  return `${breachesText(outdated)}, and the batch has the old number: adopt-positions`;
}
