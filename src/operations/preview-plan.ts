import { intendedOrders, readSituation } from '../activities/batch/situation';
import type { RefusalCode, StaysCode } from '../domain/causes';
import { type AfterPlan, afterPlan, type Decision, decide, type Situation } from '../domain/decide';
import { type Explanation, explainDecision } from '../domain/explain';
import type { Portfolio } from '../domain/portfolio';
import { refusalText } from '../domain/refusal';
import type { Ledger, NewOrder } from '../ledger/ledger';
import type { OperationDeps } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';

/** What a rebalance would do now. */
export interface Preview {
  situation: Situation;
  decision: Decision;
  /** The decision if the portfolio were ACTIVE, not frozen and not cooling down; the same one when it is. */
  unhindered: Decision;
  /** The batch that a rebalance would settle before it decides anything, or null. */
  toSettle: string | null;
  /** Why nothing is traded now, or null. */
  obstacle: { code: RefusalCode | StaysCode; message: string } | null;
  /** Percent, or null when nobody can tell. */
  drift: string | null;
  /** What would be sent if the portfolio's own status did not stand in the way, or null. */
  trade: Trade | null;
  /** Why, symbol by symbol; null without a price for each, or while a batch is to be settled first. */
  explanation: Explanation | null;
}

export type Trade = Extract<Decision, { kind: 'trade' }> & {
  /** Its orders as the ledger would store them. */
  intended: NewOrder[];
  after: AfterPlan | null;
};

/** A portfolio that changes while it is read is read again, but not for ever. */
const READS_MAX = 5;

/** Decides as `prepareBatch` would, on the same reads, and records nothing. @throws BrokerFault */
export async function previewPlan(
  deps: Pick<OperationDeps, 'broker' | 'market' | 'caps' | 'now'> & {
    ledger: Pick<Ledger, 'findPortfolio' | 'findOpenBatch' | 'readGuards' | 'readTurnover'>;
  },
  portfolioId: string,
): Promise<({ ok: true } & Preview) | NotFound> {
  for (let read = 1; ; read += 1) {
    const found = await findPortfolio(deps, portfolioId);
    if (!found.ok) return found;
    const { portfolio } = found;
    const situation = await readSituation(deps, portfolio);
    // No lock keeps others away: a batch that was opened meanwhile is seen here, one that was closed by the version.
    const open = await deps.ledger.findOpenBatch(portfolioId);
    const version = (await deps.ledger.findPortfolio(portfolioId))?.version;
    if (version !== portfolio.version && read < READS_MAX) continue;
    const decision = decide(situation);
    const unhindered = isHindered(portfolio) ? decide({ ...situation, portfolio: unhinderedOf(portfolio) }) : decision;
    const toSettle = open?.state === 'PENDING' ? open.id : null;
    return {
      ok: true,
      situation,
      decision,
      unhindered,
      toSettle,
      obstacle: toSettle === null ? obstacleOf(decision) : unsettled(toSettle),
      drift: unhindered.kind === 'books-differ' ? null : unhindered.drift,
      trade: toSettle === null && unhindered.kind === 'trade' ? tradeOf(situation, unhindered) : null,
      explanation: toSettle === null ? (explainDecision(situation, unhindered) ?? null) : null,
    };
  }
}

function isHindered({ status, frozen, coolUntil }: Portfolio): boolean {
  return status !== 'ACTIVE' || frozen || coolUntil !== null;
}

function unhinderedOf(portfolio: Portfolio): Portfolio {
  return { ...portfolio, status: 'ACTIVE', statusReason: null, frozen: false, coolUntil: null };
}

function tradeOf(situation: Situation, decision: Extract<Decision, { kind: 'trade' }>): Trade {
  const after = afterPlan(situation, decision.orders) ?? null;
  return { ...decision, intended: intendedOrders(decision, situation), after };
}

function unsettled(batchId: string): Preview['obstacle'] {
  return { code: 'BATCH_OPEN', message: `batch ${batchId} is open: a rebalance settles it first, and then decides` };
}

function obstacleOf(decision: Decision): Preview['obstacle'] {
  if (decision.kind === 'books-differ') return { code: decision.reason, message: decision.message };
  if (decision.kind !== 'refused') return null;
  return { code: decision.refusal.code, message: refusalText(decision.refusal) };
}
