import type { RebalanceClient } from '../client';
import { type Refused, refused } from '../domain/refused';
import type { Outcome } from '../domain/steps';
import type { Ledger } from '../ledger/ledger';
import { findPortfolio, type NotFound } from './find-portfolio';

/** Returns how a rebalance ended. The outcome is null while it runs, and when somebody terminated it. */
export async function showRebalance(
  deps: { ledger: Pick<Ledger, 'findPortfolio'>; client: Pick<RebalanceClient, 'outcome'> },
  { portfolioId, runId }: { portfolioId: string; runId: string },
): Promise<{ ok: true; isRunning: boolean; outcome: Outcome | null } | NotFound | Refused<'RUN_NOT_FOUND'>> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const run = await deps.client.outcome(portfolioId, runId);
  if (run !== undefined) return { ok: true, ...run };
  return refused('RUN_NOT_FOUND', `Temporal knows no run ${runId} of ${portfolioId}, or does not any more`);
}
