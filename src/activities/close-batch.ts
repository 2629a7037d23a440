import type { Batch, Fill } from '../domain/batch';
import { measureDrift, priceBySymbol, pricePortfolio, showDrift, symbolsOf } from '../domain/drift';
import { invariant } from '../domain/invariant';
import { decimal, showCents, sum, ZERO } from '../domain/money';
import { offTarget } from '../domain/off-target';
import { COOLDOWN_MAX_MS, ROLLBACKS_BEFORE_PAUSE } from '../domain/policy';
import type { Holding, Portfolio } from '../domain/portfolio';
import type { CloseBatchInput, ClosedBatch } from '../domain/steps';
import { later } from '../domain/time';
import { LedgerFault } from '../ledger/ledger';
import { readBatch, readPortfolio } from './batch-reading';
import { allFills } from './booked-fills';
import type { Deps } from './deps';
import { ifAnswered } from './if-answered';
import { by } from './order-driver';

/** Books a batch that ended: its fills, holdings and cash, the drift that is left, and the cool-down, all at once. */
export function createCloseBatch(deps: Deps) {
  return async (input: CloseBatchInput): Promise<ClosedBatch> => {
    const batch = await readBatch(deps, input);
    const portfolio = await readPortfolio(deps, batch);
    if (batch.state === input.state)
      return {
        driftAfter: batch.driftAfter,
        offTarget: missedBy(batch, portfolio),
        residual: batch.residual,
        paused: input.state === 'ROLLED_BACK' && portfolio.status === 'PAUSED' ? portfolio.statusReason : null,
      };
    const fills = await allFills(deps, batch);
    const driftAfter = await driftAfterFills(deps, portfolio, batch, fills);
    const residual = input.state === 'ROLLED_BACK' ? showCents(sum(fills.map((fill) => decimal(fill.cash)))) : null;
    const after = aftermath(deps, portfolio, input, fills);
    const closed = await deps.ledger.closeBatch({ ...input, fills, driftAfter, residual, ...after }, by(deps));
    if (!closed) {
      const { epoch } = await readBatch(deps, input);
      if (epoch !== input.epoch) throw new LedgerFault('OVERTAKEN', `batch ${input.batchId} is at epoch ${epoch}`);
    }
    invariant(closed, 'only the run that owns a batch closes it');
    const missed = missedBy({ ...batch, state: input.state, driftAfter }, portfolio);
    return { driftAfter, offTarget: missed, residual, paused: after.status.reason };
  };
}

/** What a rollback leaves is what was there before. */
function missedBy(batch: Batch, { policy }: Portfolio): string | null {
  return batch.state === 'SUCCESS' ? offTarget(batch, policy) : null;
}

/** Null when the market does not tell: a batch that ended is booked all the same. */
async function driftAfterFills(deps: Deps, portfolio: Portfolio, batch: Batch, fills: Fill[]): Promise<string | null> {
  const after = {
    ...portfolio,
    holdings: holdingsAfter(portfolio.holdings, batch, fills),
    cash: showCents(sum(fills.map((fill) => decimal(fill.cash))).plus(decimal(portfolio.cash))),
  };
  const latest = await ifAnswered(deps.market.latestPrices(symbolsOf(after)), undefined);
  if (latest === undefined) return null;
  const priced = pricePortfolio(after, priceBySymbol(latest));
  return 'missing' in priced ? null : showDrift(measureDrift(priced, portfolio.policy));
}

function holdingsAfter(holdings: Holding[], batch: Batch, fills: Fill[]): Holding[] {
  const orders = new Map(batch.orders.map((order) => [order.clientOrderId, order]));
  const quantities = new Map(holdings.map((holding) => [holding.symbol, decimal(holding.quantity)]));
  for (const fill of fills) {
    const order = orders.get(fill.clientOrderId);
    if (order === undefined) continue;
    const change = order.side === 'BUY' ? decimal(fill.quantity) : decimal(fill.quantity).negated();
    quantities.set(order.symbol, (quantities.get(order.symbol) ?? ZERO).plus(change));
  }
  return [...quantities].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() }));
}

const ACTIVE = { to: 'ACTIVE' as const, reason: null };

/** A rollback cools the portfolio down, twice as long each time; the third in a row pauses it. */
function aftermath(deps: Deps, portfolio: Portfolio, { state, cause }: CloseBatchInput, fills: Fill[]) {
  const { cooldownAfterSuccessMs, cooldownAfterRollbackMs } = portfolio.policy;
  if (state === 'SUCCESS')
    return {
      coolUntil: cooldownAfterSuccessMs === 0 ? null : later(deps.now(), cooldownAfterSuccessMs),
      rollbacksInARow: 0,
      status: ACTIVE,
    };
  // Its turn came too late, and nothing was traded: a new plan is made at once.
  if (cause?.code === 'PLAN_EXPIRED' && fills.length === 0)
    return { coolUntil: null, rollbacksInARow: portfolio.rollbacksInARow, status: ACTIVE };
  const rollbacksInARow = portfolio.rollbacksInARow + 1;
  const cooldownMs = Math.min(cooldownAfterRollbackMs * 2 ** portfolio.rollbacksInARow, COOLDOWN_MAX_MS);
  const paused = rollbacksInARow >= ROLLBACKS_BEFORE_PAUSE;
  return {
    coolUntil: later(deps.now(), cooldownMs),
    rollbacksInARow,
    status: paused ? { to: 'PAUSED' as const, reason: `${rollbacksInARow} rollbacks in a row` } : ACTIVE,
  };
}
