import { REJECTIONS } from '../../broker/broker';
import type { Batch, Fill } from '../../domain/batch';
import type { OrderCause, RejectionCode } from '../../domain/causes';
import { restAfterSuccess } from '../../domain/cool-down';
import {
  measureDrift,
  type PricedPortfolio,
  priceBySymbol,
  pricePortfolio,
  showDrift,
  symbolsOf,
  valueOf,
} from '../../domain/drift';
import { invariant } from '../../domain/invariant';
import { decimal, HUNDRED, showCents, sum } from '../../domain/money';
import { offTarget } from '../../domain/off-target';
import { COOLDOWN_MAX_MS, ROLLBACKS_BEFORE_PAUSE, ROLLBACKS_COUNT_MS } from '../../domain/policy';
import type { Portfolio } from '../../domain/portfolio';
import { shortfallsOf } from '../../domain/shortfall';
import type { CloseBatchInput, ClosedBatch } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import { type CloseBatch, LedgerFault } from '../../ledger/ledger';
import { by, type Deps } from '../deps';
import { ifAnswered } from '../order/if-answered';
import { withFills } from './batch-books';
import { readBatch, readPortfolio } from './batch-reading';
import { allFills } from './booked-fills';

/** Books a batch that ended: its fills, holdings and cash, the remaining drift, and the cool-down, all at once. */
export function createCloseBatch(deps: Deps) {
  return async (input: CloseBatchInput): Promise<ClosedBatch> => {
    const batch = await readBatch(deps, input);
    const portfolio = await readPortfolio(deps, batch);
    if (batch.state === input.state)
      return {
        driftAfter: batch.driftAfter,
        offTarget: missedBy(batch, portfolio),
        residual: batch.residual,
        paused: input.state !== 'SUCCESS' && portfolio.status === 'PAUSED' ? portfolio.statusReason : null,
        alarm: await alarmAt(deps, portfolio, batch.residual),
        ...shortfallsIn(batch, input),
      };
    const fills = await allFills(deps, batch);
    const driftAfter = await driftAfterFills(deps, portfolio, batch, fills);
    const residual = input.state === 'ROLLED_BACK' ? showCents(sum(fills.map((fill) => decimal(fill.cash)))) : null;
    const after = aftermath(deps, portfolio, batch, input, fills);
    const closed = await deps.ledger.closeBatch({ ...input, fills, driftAfter, residual, ...after }, by(deps));
    if (!closed) {
      const { epoch } = await readBatch(deps, input);
      if (epoch !== input.epoch) throw new LedgerFault('OVERTAKEN', `batch ${input.batchId} is at epoch ${epoch}`);
    }
    invariant(closed, 'only the run that owns a batch closes it');
    const missed = missedBy({ ...batch, state: input.state, driftAfter }, portfolio);
    const alarm = await alarmAt(deps, portfolio, residual);
    return {
      driftAfter,
      offTarget: missed,
      residual,
      paused: after.status.reason,
      alarm,
      ...shortfallsIn(batch, input),
    };
  };
}

/** What a rollback leaves is what was there before. */
function missedBy(batch: Batch, { policy }: Portfolio): string | null {
  return batch.state === 'SUCCESS' ? offTarget(batch, policy) : null;
}

/** Null when the market does not answer: a batch that ended is booked anyway. */
async function driftAfterFills(deps: Deps, portfolio: Portfolio, batch: Batch, fills: Fill[]): Promise<string | null> {
  const priced = await pricedNow(deps, withFills(portfolio, batch, fills));
  return priced === undefined ? null : showDrift(measureDrift(priced, portfolio.policy));
}

/**
 * For a batch that ended as soon as the broker reported it, the prices of the plan are good enough: nothing is traded on this
 * number.
 */
const PRICE_AGE_MS = 2_000;

async function pricedNow(deps: Deps, portfolio: Portfolio): Promise<PricedPortfolio | undefined> {
  const ageMaxMs = deps.news.isLive() ? PRICE_AGE_MS : undefined;
  const latest = await ifAnswered(deps.market.latestPrices(symbolsOf(portfolio), ageMaxMs), undefined);
  if (latest === undefined) return undefined;
  const priced = pricePortfolio(portfolio, priceBySymbol(latest));
  return 'missing' in priced ? undefined : priced;
}

function shortfallsIn(batch: Batch, { state }: CloseBatchInput): Pick<ClosedBatch, 'shortfalls'> {
  return state === 'ADJUSTED' ? { shortfalls: shortfallsOf(batch.orders) } : {};
}

/** Says why a person has to be called about a residual: it is too large, or its share of the value is unknown. */
async function alarmAt(deps: Deps, portfolio: Portfolio, residual: string | null): Promise<string | null> {
  if (residual === null || decimal(residual).isZero()) return null;
  const priced = await pricedNow(deps, portfolio);
  const limit = portfolio.policy.residualAlertPercent;
  const cost = decimal(residual).abs().times(HUNDRED);
  if (priced !== undefined && cost.lessThanOrEqualTo(decimal(limit).times(valueOf(priced)))) return null;
  return `its residual of $${residual} is above policy "residualAlertPercent" (${limit} % of the value)`;
}

const ACTIVE = { to: 'ACTIVE' as const, reason: null };

/** A rollback cools the portfolio down, twice as long each time; the third in a row pauses it, and a refusal that would come again at once. */
function aftermath(
  deps: Deps,
  portfolio: Portfolio,
  batch: Batch,
  { state, cause }: CloseBatchInput,
  fills: Fill[],
): Pick<CloseBatch, 'coolUntil' | 'rollbacksInARow' | 'status'> {
  const { policy } = portfolio;
  if (state === 'SUCCESS')
    return { coolUntil: restAfterSuccess(policy, deps.now()), rollbacksInARow: 0, status: ACTIVE };
  // Its turn came too late and nothing was traded, so a new plan is made at once.
  if (cause?.code === 'PLAN_EXPIRED' && fills.length === 0)
    return { coolUntil: portfolio.coolUntil, rollbacksInARow: portfolio.rollbacksInARow, status: ACTIVE };
  const doublings = state === 'ADJUSTED' ? 0 : countedRollbacks(portfolio, deps.now());
  const rollbacksInARow = state === 'ADJUSTED' ? 0 : doublings + 1;
  const cooldownMs = Math.min(policy.cooldownAfterRollbackMs * 2 ** doublings, COOLDOWN_MAX_MS);
  const reason =
    lastingRefusal(batch) ??
    (rollbacksInARow >= ROLLBACKS_BEFORE_PAUSE ? `${rollbacksInARow} rollbacks in a row` : undefined);
  return {
    coolUntil: later(deps.now(), cooldownMs),
    rollbacksInARow,
    status: reason === undefined ? ACTIVE : { to: 'PAUSED', reason },
  };
}

/**
 * Old rollbacks say nothing about today: three in a year are not three in a row. A rollback's cool-down says when it happened.
 */
function countedRollbacks({ rollbacksInARow, coolUntil }: Portfolio, now: string): number {
  return coolUntil !== null && isBefore(later(coolUntil, ROLLBACKS_COUNT_MS), now) ? 0 : rollbacksInARow;
}

/** A refusal that will be the same tomorrow: each round trip until then would cost money and end in the same way. */
function lastingRefusal({ orders }: Batch): string | undefined {
  const refused = orders.find(({ kind, errorCode }) => kind === 'order' && isLasting(errorCode));
  if (refused === undefined) return undefined;
  return `the broker refuses ${refused.symbol}, and will again: ${refused.errorCode} ${refused.errorMessage ?? ''}`.trim();
}

function isLasting(code: OrderCause | null): boolean {
  return code !== null && code in REJECTIONS && REJECTIONS[code as RejectionCode].lasting;
}
