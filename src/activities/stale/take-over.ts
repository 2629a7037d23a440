import type { Batch } from '../../domain/batch';
import { parseEvidence, worsening } from '../../domain/evidence';
import { invariant } from '../../domain/invariant';
import { isDefinite } from '../../domain/order';
import { COMPLETE_WITHIN_MS, RESOLVE_ASK_MS, ROLLBACK_BUDGET_MS } from '../../domain/policy';
import type { Portfolio } from '../../domain/portfolio';
import { type ResolveAction, stays, type Verdict } from '../../domain/stale';
import type { BatchToRun, TakenOver, TakeOverInput } from '../../domain/steps';
import { later } from '../../domain/time';
import { withPolicyOf } from '../batch/batch-reading';
import { by, type Deps } from '../deps';
import { brokerAway } from '../order/broker-away';
import { declaredOtherwise } from '../order/declared-otherwise';
import { SUBMIT_WINDOW_MS } from '../order/submit-window';
import { readEvidenceProblem } from './account-hash';
import { costsOf } from './costs';

/** Hands the open batch of a STALE portfolio, if it has one, to a person's `resolve`: with a new epoch, so that nothing older may send. */
export function createTakeOverStale(deps: Deps) {
  return async ({ portfolioId, action, evidence }: TakeOverInput): Promise<TakenOver> => {
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    invariant(portfolio !== undefined, 'a hold is of a portfolio');
    const open = await deps.ledger.findOpenBatch(portfolioId);
    const refused =
      evidence &&
      ((await readEvidenceProblem(deps, portfolio.accountId, evidence)) ??
        (await costsProblem(deps, portfolio, open, action, evidence)));
    if (refused) return { refused, batch: null, waitMs: 0, askUntil: deps.now() };
    const batch = open === undefined ? null : await deps.ledger.raiseEpoch(open.id, by(deps));
    return {
      batch: batch && toRun(await withPolicyOf(deps, portfolio, batch), batch, later(deps.now(), ROLLBACK_BUDGET_MS)),
      waitMs: batch === null ? 0 : submitWindowOf(batch),
      askUntil: later(deps.now(), SUBMIT_WINDOW_MS + RESOLVE_ASK_MS),
      ...(batch !== null && { declaredOtherwise: await declaredOtherwise(deps, batch) }),
      completeUntil: later(deps.now(), COMPLETE_WITHIN_MS),
    };
  };
}

/** Returns why a decision to trade is not carried out: by now it would cost more than the person saw. */
async function costsProblem(
  deps: Deps,
  portfolio: Portfolio,
  open: Batch | undefined,
  action: ResolveAction | undefined,
  evidence: string,
): Promise<Verdict | undefined> {
  const { seen } = parseEvidence(evidence) ?? {};
  if (seen === undefined || open === undefined || action === undefined) return undefined;
  try {
    const worse = worsening(action, seen, await costsOf(deps, portfolio, open));
    return worse === undefined ? undefined : stays('EVIDENCE_CHANGED', `${worse}. Look again`);
  } catch (error) {
    return brokerAway(error);
  }
}

/** Returns what the saga needs to know about a batch. After `giveUpAt` an unknown outcome makes the portfolio STALE. */
export function toRun({ policy }: Portfolio, batch: Batch, giveUpAt: string): BatchToRun {
  return {
    batchId: batch.id,
    epoch: batch.epoch,
    execution: batch.execution,
    driftBefore: batch.driftBefore,
    giveUpAt,
    reversalRetries: policy.reversalRetries,
    reversalDelayMs: policy.reversalDelayMs,
    orders: batch.orders
      .filter((order) => order.kind === 'order')
      .map(({ symbol, attempt, side, quantity, notional }) => ({
        symbol,
        side,
        quantity,
        notional,
        ...(attempt > 1 && { attempt }),
      })),
  };
}

/** How long an older activity may still send an order of this batch; zero once every order is definite. */
export function submitWindowOf({ orders }: Batch): number {
  return orders.every(({ state }) => isDefinite(state)) ? 0 : SUBMIT_WINDOW_MS;
}
