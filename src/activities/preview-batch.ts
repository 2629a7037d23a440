import { type Decision, decide, type Situation } from '../domain/decide';
import type { Portfolio } from '../domain/portfolio';
import type { Deps } from './deps';
import { readSituation } from './situation';

/** What a rebalance would do now. */
export interface Preview {
  situation: Situation;
  decision: Decision;
  /** The decision if the portfolio were ACTIVE and not cooling down; the same one when it is. */
  unhindered: Decision;
  /** The batch that a rebalance would settle before it decides anything, or null. */
  openBatchId: string | null;
}

/** Decides as `prepareBatch` would, on the same reads, and records nothing. */
export async function previewBatch(
  deps: Pick<Deps, 'broker' | 'market' | 'now'> & { ledger: Pick<Deps['ledger'], 'findOpenBatch'> },
  portfolio: Portfolio,
): Promise<Preview> {
  const [situation, open] = await Promise.all([
    readSituation(deps, portfolio),
    deps.ledger.findOpenBatch(portfolio.id),
  ]);
  const able: Portfolio = { ...portfolio, status: 'ACTIVE', statusReason: null, coolUntil: null };
  return {
    situation,
    decision: decide(situation),
    unhindered: decide({ ...situation, portfolio: able }),
    openBatchId: open?.id ?? null,
  };
}
