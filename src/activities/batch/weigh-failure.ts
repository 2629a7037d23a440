// Decides what happens to a batch that failed after part of it had filled.
//
// W1. Reversals that are under way are followed to their end first; each new one is checked again before it is sent.
// W2. A person's stop outweighs the policy: while the portfolio is frozen or trading is halted, the batch is held, unless
//     that person asked for the rollback, or a person has decided about this batch.
// W3. A batch that is being undone is not completed.
// W4. Where buys have to wait for the money of the sells to settle, buying back what was sold would have to wait as well. If what filled is
//     safe to keep, it is kept, whatever the policy says: another run buys once the money has settled.

import { BrokerFault } from '../../broker/broker';
import type { Batch, Cause } from '../../domain/batch';
import type { StaleReason } from '../../domain/causes';
import { decimal } from '../../domain/money';
import { isDefinite } from '../../domain/order';
import { COMPLETE_WITHIN_MS, COMPLETIONS_MAX } from '../../domain/policy';
import type { Portfolio } from '../../domain/portfolio';
import {
  type Breach,
  breachesText,
  estimateResidual,
  rollbackBreaches,
  symbolsToUndo,
  type Undoing,
} from '../../domain/rollback-limits';
import { type Shortfall, shortfallsOf } from '../../domain/shortfall';
import { frozenBy } from '../../domain/stale';
import type { Weighed, WeighFailureInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import { by, type Deps } from '../deps';
import { outdatedText, readOutdated } from '../order/outdated';
import { isPermanent } from '../order/reverse-order';
import { readUndoing } from '../order/undoing';
import { claimed } from '../stale/asker';
import { deviationOf, readBatchBooks } from './batch-books';
import { readBatch, readPortfolio } from './batch-reading';
import { allFills } from './booked-fills';

/** Decides by the policy, the limits and the stops, and records what the decision was based on. */
export function createWeighFailure(deps: Deps) {
  return async (input: WeighFailureInput): Promise<Weighed> => {
    const batch = await readBatch(deps, input);
    const { freeze } = input;
    if (freeze !== undefined) await deps.ledger.freeze(batch.portfolioId, freeze, claimed(freeze, deps.now()));
    const portfolio = await readPortfolio(deps, batch);
    const weighed = await weigh(deps, input, portfolio, batch);
    if (weighed.choice === 'commit') return weighed;
    await note(deps, batch, input, weighed);
    const { seen: _seen, ...answer } = weighed;
    return answer;
  };
}

/** A decision, and what it was based on. */
type Decision = Weighed & { seen?: { residual: string | null; breaches: Breach[] } };

async function weigh(deps: Deps, input: WeighFailureInput, portfolio: Portfolio, batch: Batch): Promise<Decision> {
  const isUndone = batch.orders.some((one) => one.kind === 'reversal' && !decimal(one.filledQuantity).isZero());
  const shortfalls = shortfallsOf(batch.orders);
  if (batch.state === 'PENDING' && shortfalls.length === 0 && !isUndone && !hasReversal(batch))
    return { choice: 'commit' };
  // W1
  if (batch.orders.some((one) => one.kind === 'reversal' && one.sentAt !== null && !isDefinite(one.state)))
    return { choice: 'rollback' };
  const stopped = input.decidedBy === undefined ? await stopOf(deps, input, portfolio) : undefined;
  if (stopped !== undefined) return { choice: 'hold', cause: stopped };
  if (input.undoes || isUndone || hasReversal(batch)) return weighRollback(deps, input, portfolio, batch);
  const { onFailure } = portfolio.policy;
  if (onFailure === 'hold')
    return { choice: 'hold', cause: { code: 'HELD', message: 'policy "onFailure" is "hold": a person decides' } };
  if (onFailure === 'complete' && !input.stopped) {
    if (input.mayComplete && shortfalls.some(mayBeTried))
      return { choice: 'complete', until: later(deps.now(), COMPLETE_WITHIN_MS) };
    const kept = await weighKeeping(deps, portfolio, batch);
    if (kept !== undefined) return kept;
  }
  // W4
  if (shortfalls.some(waitsForSettlement) && !input.stopped) {
    const kept = await weighKeeping(deps, portfolio, batch);
    if (kept !== undefined) return kept;
  }
  return weighRollback(deps, input, portfolio, batch);
}

function waitsForSettlement({ code }: Shortfall): boolean {
  return code === 'PROCEEDS_UNSETTLED';
}

function hasReversal({ orders }: Batch): boolean {
  return orders.some(({ kind }) => kind === 'reversal');
}

/** An order whose refusal would be the same is not retried. */
export function mayBeTried(shortfall: Shortfall): boolean {
  const { attempts, code } = shortfall;
  return attempts <= COMPLETIONS_MAX && !isPermanent(code) && !waitsForSettlement(shortfall);
}

/** W2 */
async function stopOf(
  deps: Deps,
  { freeze }: WeighFailureInput,
  portfolio: Portfolio,
): Promise<Cause<StaleReason> | undefined> {
  if (portfolio.frozen && !portfolio.freezeUndoes)
    return freeze === undefined ? { code: 'FROZEN', message: 'a person froze it' } : frozenBy(freeze);
  const trading = await deps.ledger.trading();
  if (trading.position !== 'halted' || trading.undo) return undefined;
  return { code: 'HELD', message: `trading is halted by ${trading.actor}: ${trading.reason}` };
}

/** Undefined when it is not safe to keep what filled. */
async function weighKeeping(deps: Deps, portfolio: Portfolio, batch: Batch): Promise<Decision | undefined> {
  const books = await readBatchBooks(deps, portfolio, batch, await allFills(deps, batch));
  const { prices } = await readUndoing(deps, portfolio, batch);
  const deviation = deviationOf(books, prices);
  if (decimal(books.after.cash).isNegative() || deviation === undefined) return undefined;
  return decimal(deviation.after).lessThan(decimal(deviation.before)) ? { choice: 'adjust', deviation } : undefined;
}

async function weighRollback(
  deps: Deps,
  { giveUpAt, decidedBy }: WeighFailureInput,
  portfolio: Portfolio,
  batch: Batch,
): Promise<Decision> {
  const outdated = decidedBy === undefined ? [] : await readOutdated(deps, batch, symbolsToUndo(batch));
  if (outdated.length > 0)
    return {
      choice: 'hold',
      cause: { code: 'HELD', message: outdatedText(outdated) },
      seen: { residual: null, breaches: outdated },
    };
  let undoing: Undoing;
  try {
    undoing = await readUndoing(deps, portfolio, batch);
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    if (decidedBy !== undefined) return { choice: 'rollback' };
    if (isBefore(deps.now(), giveUpAt)) throw error;
    return {
      choice: 'hold',
      cause: { code: 'HELD', message: `what a rollback would cost cannot be told: ${error.message}` },
    };
  }
  const breaches = rollbackBreaches(undoing);
  const seen = { residual: estimateResidual(undoing)?.toFixed(2) ?? null, breaches };
  if (breaches.length === 0 || decidedBy !== undefined) return { choice: 'rollback', seen };
  const message = `rolling back is outside the limits: ${breachesText(breaches)}`;
  return { choice: 'hold', cause: { code: 'HELD', message }, seen };
}

/** Records a decision only if it differs from the previous one about this batch. */
async function note(deps: Deps, batch: Batch, input: WeighFailureInput, { seen, ...weighed }: Decision): Promise<void> {
  const { cause, decidedBy, epoch } = input;
  const detail = {
    epoch,
    choice: weighed.choice,
    cause,
    ...(weighed.choice === 'hold' && { held: weighed.cause }),
    ...seen,
    ...(decidedBy !== undefined && { decidedBy }),
  };
  const rows = await deps.ledger.listAudit(batch.portfolioId);
  const last = rows.findLast(({ event, batchId }) => event === WEIGHED && batchId === batch.id);
  if (last?.detail.choice === detail.choice && last.detail.epoch === epoch && last.detail.decidedBy === decidedBy)
    return;
  const who = decidedBy === undefined ? by(deps) : { name: decidedBy, at: deps.now() };
  await deps.ledger.audit(batch.portfolioId, batch.id, WEIGHED, detail, who);
}

const WEIGHED = 'FAILURE_WEIGHED';
