// Undoes a batch: asks until every outcome is definite, then reverses what filled.
//
// R1. Nothing is reversed while the outcome of any order is unknown.
// R2. A reversal undoes what definitely filled, read back from the broker, never what was planned.
// R3. Only a definite refusal of a reversal counts as an attempt.
// R4. A reversal that is held is not retried: a person decides.
// R5. It ends before its run does: it does not wait for an attempt that could not be made before `giveUpAt`. Otherwise the
//     server would end the run in the middle of it, the next run would begin again, and nobody would be called.

import type { Cause } from '../domain/batch';
import type { StaleReason } from '../domain/causes';
import type { TickerSymbol } from '../domain/portfolio';
import type { BatchRef, BatchToRun, Decided, OrderResult, OrderToPlace } from '../domain/steps';
import type { RollbackSteps } from './steps';

/** Asks about every order that is not definite yet, all at once, until `giveUpAt`. */
export async function reconcileAll(
  steps: RollbackSteps,
  batch: BatchToRun,
  results: OrderResult[],
  giveUpAt = batch.giveUpAt,
): Promise<OrderResult[]> {
  steps.phase('RECONCILING');
  return Promise.all(
    results.map((result) =>
      isKnown(result)
        ? Promise.resolve(result)
        : steps.reconcileOrder({ ...refOf(batch), ...namedBy(result), giveUpAt }),
    ),
  );
}

/** R1: returns why a batch may not be reversed yet. */
export function unknownCause(results: OrderResult[]): Cause<StaleReason> | undefined {
  const unknown = results.filter((result) => !isKnown(result));
  if (unknown.length === 0) return undefined;
  const symbols = unknown.map((result) => result.symbol).join(', ');
  return { code: 'OUTCOME_UNKNOWN', message: `the broker never said what became of ${symbols}` };
}

/** Why nothing may be decided about a batch yet. */
export function obstacleIn(results: OrderResult[]): Cause<StaleReason> | undefined {
  return unknownCause(results) ?? collisionOf(results);
}

/**
 * An order that is not ours has one of our ids: either somebody else trades this account, or the ledger has lost what it sent. A
 * person has to look.
 */
function collisionOf(results: OrderResult[]): Cause<StaleReason> | undefined {
  const collided = results.find((result) => result.code === 'ID_COLLISION');
  return collided && { code: 'ID_COLLISION', message: collided.message ?? '', symbol: collided.symbol };
}

/**
 * Reverses what filled (R2) and returns why it could not, if it could not. On a cash account the buys are reversed first,
 * because they pay for rebuying what was sold.
 */
export async function reverseAll(
  steps: RollbackSteps,
  batch: BatchToRun,
  results: OrderResult[],
  decided: Decided = {},
): Promise<Cause<StaleReason> | undefined> {
  steps.phase('REVERSING');
  const filled = new Set(results.filter(hasFills).map((result) => result.symbol));
  for (const phase of phasesOf(batch).reverse()) {
    const toReverse = phase.map(({ symbol }) => symbol).filter((symbol) => filled.has(symbol));
    const failures = await Promise.all([...new Set(toReverse)].map((one) => reverse(steps, batch, one, decided)));
    const failure = failures.find((one) => one !== undefined);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** R3: tries until the fills of one symbol are reversed. Returns why they are not, if they are not. */
async function reverse(
  steps: RollbackSteps,
  batch: BatchToRun,
  symbol: TickerSymbol,
  decided: Decided,
): Promise<Cause<StaleReason> | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await steps.reverseOrder({ ...refOf(batch), symbol, attempt, giveUpAt: batch.giveUpAt, ...decided });
    if (result.kind === 'reversed') return undefined;
    // R4
    if (result.kind === 'held') return { code: result.code, message: result.message, symbol };
    if (result.kind === 'unknown') return { code: 'OUTCOME_UNKNOWN', message: result.message, symbol };
    const message = `reversal of ${symbol} refused: ${result.code} ${result.message}`;
    if (result.permanent) return { code: 'REVERSAL_IMPOSSIBLE', message, symbol };
    if (attempt > batch.reversalRetries)
      return { code: 'REVERSAL_EXHAUSTED', message: `${message} (${attempt} attempts)`, symbol };
    if (!hasTimeFor(steps, batch, batch.reversalDelayMs))
      return { code: 'REVERSAL_EXHAUSTED', message: `${message} (${attempt} attempts, and no time is left)`, symbol };
    await steps.sleep(batch.reversalDelayMs, `before reversing ${symbol} again`);
  }
}

/** R5: true when something can still be sent after waiting this long. */
export function hasTimeFor({ now }: Pick<RollbackSteps, 'now'>, { giveUpAt }: BatchToRun, waitMs: number): boolean {
  return Date.parse(now()) + waitMs < Date.parse(giveUpAt);
}

/** The groups of orders that run together, in the order in which they are placed. */
export function phasesOf(batch: BatchToRun): OrderToPlace[][] {
  if (batch.execution === 'parallel') return [batch.orders];
  return [
    batch.orders.filter((order) => order.side === 'SELL'),
    batch.orders.filter((order) => order.side === 'BUY'),
  ].filter((phase) => phase.length > 0);
}

export function refOf({ batchId, epoch }: BatchToRun): BatchRef {
  return { batchId, epoch };
}

/** What is known about an order before anybody has asked the broker. */
export function notAsked(order: Pick<OrderToPlace, 'symbol' | 'attempt'>): OrderResult {
  return { ...namedBy(order), state: 'PENDING', filledQuantity: '0', code: null, message: null };
}

export function isKnown(result: OrderResult): boolean {
  return result.state !== 'PENDING' && result.state !== 'UNKNOWN';
}

/** A first attempt is named by its symbol alone, as in the recorded histories. */
function namedBy({ symbol, attempt }: Pick<OrderToPlace, 'symbol' | 'attempt'>) {
  return attempt === undefined ? { symbol } : { symbol, attempt };
}

export function hasFills(result: OrderResult): boolean {
  return result.filledQuantity !== '0' && result.state !== 'ROLLED_BACK';
}
