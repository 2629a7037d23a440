import { type Decision, decide, type Situation } from '../../domain/decide';
import type { Portfolio } from '../../domain/portfolio';
import type { Deps } from '../deps';
import { readSituation } from './situation';

/** What a rebalance would do now. */
export interface Preview {
  situation: Situation;
  decision: Decision;
  /** The decision if the portfolio were ACTIVE, not frozen and not cooling down; the same one when it is. */
  unhindered: Decision;
  /** The batch that a rebalance would settle before it decides anything, or null. */
  toSettle: string | null;
}

/** A portfolio that changes while it is read is read again, but not for ever. */
const READS_MAX = 5;

/** Decides as `prepareBatch` would, on the same reads, and records nothing. Undefined when there is no such portfolio. */
export async function previewBatch(
  deps: Pick<Deps, 'broker' | 'market' | 'caps' | 'now'> & {
    ledger: Pick<Deps['ledger'], 'findPortfolio' | 'findOpenBatch' | 'readGuards'>;
  },
  portfolioId: string,
): Promise<Preview | undefined> {
  for (let read = 1; ; read += 1) {
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    if (portfolio === undefined) return undefined;
    const situation = await readSituation(deps, portfolio);
    // No lock keeps others away: a batch that was opened meanwhile is seen here, one that was closed by the version.
    const open = await deps.ledger.findOpenBatch(portfolioId);
    const version = (await deps.ledger.findPortfolio(portfolioId))?.version;
    if (version !== portfolio.version && read < READS_MAX) continue;
    const able: Portfolio = { ...portfolio, status: 'ACTIVE', statusReason: null, frozen: false, coolUntil: null };
    return {
      situation,
      decision: decide(situation),
      unhindered: decide({ ...situation, portfolio: able }),
      toSettle: open?.state === 'PENDING' ? open.id : null,
    };
  }
}
