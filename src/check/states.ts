// Where portfolios and batches ended: I5, I7, I8, I10.

import { REJECTIONS } from '../broker/broker';
import { type Batch, isOpen } from '../domain/batch';
import type { StaleReason } from '../domain/causes';
import { isDeclared } from '../domain/declaration';
import { isDefinite, type Order } from '../domain/order';
import { ROLLBACK_BUDGET_MS } from '../domain/policy';
import { staleReasonOf } from '../domain/portfolio';
import { shortfallsOf } from '../domain/shortfall';
import { HEALS_BY_ITSELF, RELEASED_BY_AGREEMENT } from '../domain/stale';
import { msBetween } from '../domain/time';
import { isFilledWhole } from '../domain/whole';
import type { AuditRow } from '../ledger/ledger';
import { booksMayDiffer, type Check, type Records, type Violation } from './records';

/** I5: while nothing runs, no batch is half done; in a batch that succeeded, every order filled whole. */
export const endsAreLegal: Check = (records) => {
  const { portfolio, batches, broker } = records;
  const filled = new Map(broker.orders.map((order) => [order.clientOrderId, order]));
  return batches.flatMap((batch): Violation[] => {
    if (batch.state === 'PENDING')
      return [{ invariant: 'I5', message: `batch ${batch.id} is PENDING, and nothing executes it` }];
    if (batch.state === 'STALE' && portfolio.status !== 'STALE')
      return [{ invariant: 'I5', message: `batch ${batch.id} is STALE, its portfolio ${portfolio.status}` }];
    if (batch.state !== 'SUCCESS' || booksMayDiffer(records)) return [];
    const shown = batch.orders.map((order): Order => {
      const { state, filledQuantity = '0', filledPrice = null } = filled.get(order.clientOrderId) ?? {};
      const seen = { ...order, filledQuantity, filledPrice };
      const isWhole = state === 'filled' && isFilledWhole(seen);
      return { ...seen, state: isWhole ? order.state : 'ERROR' };
    });
    const unfilled = batch.orders.filter(
      ({ state, clientOrderId }) => state === 'SUCCESS' && filled.get(clientOrderId)?.state !== 'filled',
    );
    return [...new Set([...shortfallsOf(shown), ...unfilled].map(({ symbol }) => symbol))].map((symbol) => ({
      invariant: 'I5',
      message: `batch ${batch.id} is SUCCESS, and the broker did not fill ${symbol} whole`,
    }));
  });
};

/**
 * I7: a STALE portfolio says why, its rows confirm it, and no batch was begun since. A person may have reversed or completed the
 * open one.
 */
export const staleIsEvident: Check = (records) => {
  const { portfolio, batches, audit } = records;
  if (portfolio.status !== 'STALE') return [];
  const open = batches.find(({ state }) => isOpen(state));
  const violations: Violation[] = [];
  const stale = audit.findLastIndex(({ event }) => event === 'PORTFOLIO_STALE');
  if (stale < 0 || audit[stale]?.detail.reason !== portfolio.statusReason)
    violations.push({ invariant: 'I7', message: `no audit row says that it became STALE ${portfolio.statusReason}` });
  const traded = ({ event, detail }: AuditRow) =>
    event === 'BATCH_OPENED' || (event === 'ORDER_SENT' && detail.decision !== true);
  if (audit.slice(stale + 1).some(traded))
    violations.push({ invariant: 'I7', message: 'it traded on after it became STALE' });
  if (!isBorneOut(records, open))
    violations.push({ invariant: 'I7', message: `STALE ${portfolio.statusReason}, and the rows do not show why` });
  return violations;
};

/**
 * I7: a hold that ended by itself was there only because the books differed: no batch was open, and nobody had frozen the
 * portfolio.
 */
export const endsByItself: Check = ({ audit }) => {
  const violations: Violation[] = [];
  let frozen = false;
  let open = false;
  for (const { event, detail } of audit) {
    if (event === 'PORTFOLIO_FROZEN' || detail.reason === 'FROZEN') frozen = true;
    if (event === 'BATCH_OPENED') open = true;
    if (ENDS.has(event)) open = false;
    if (event !== 'STALE_ENDED') continue;
    const reason = String(detail.reason);
    if (detail.action === RELEASED_BY_AGREEMENT && (open || frozen || !HEALS_BY_ITSELF.has(reason)))
      violations.push({ invariant: 'I7', message: `it was released by itself from ${reason}, which is for a person` });
    frozen = false;
  }
  return violations;
};

/** I8: a portfolio that is not STALE has no open order at the broker. */
export const nothingIsOpen: Check = ({ portfolio, broker }) =>
  portfolio.status === 'STALE'
    ? []
    : broker.orders
        .filter(({ state }) => state === 'open')
        .map(({ clientOrderId }) => ({ invariant: 'I8', message: `${clientOrderId} is open at the broker` }));

/** I10: a batch ends before the next one begins, and the broker takes none of its orders afterwards. */
export const batchesNeverOverlap: Check = ({ audit, batches, broker }) => {
  const violations: Violation[] = [];
  let current: string | null = null;
  const endedAt = new Map<string, number>();
  for (const { event, batchId, at } of audit) {
    if (batchId === null) continue;
    if (event === 'BATCH_OPENED') {
      if (current !== null)
        violations.push({ invariant: 'I10', message: `batch ${batchId} began while ${current} was open` });
      current = batchId;
    } else if (ENDS.has(event)) {
      current = null;
      endedAt.set(batchId, Date.parse(at));
    }
  }
  const batchOf = new Map(batches.flatMap((batch) => batch.orders.map((order) => [order.clientOrderId, batch.id])));
  for (const { clientOrderId, submittedAt } of broker.orders) {
    const ended = endedAt.get(batchOf.get(clientOrderId) ?? '');
    if (ended !== undefined && Date.parse(submittedAt) > ended + CLOCK_SKEW_MS)
      violations.push({ invariant: 'I10', message: `the broker took ${clientOrderId} after its batch had ended` });
  }
  return violations;
};

const ENDS = new Set(['BATCH_SUCCESS', 'BATCH_ADJUSTED', 'BATCH_ROLLED_BACK', 'BATCH_ADOPTED']);
const CLOCK_SKEW_MS = 60_000;

function isBorneOut({ portfolio, audit }: Records, open: Batch | undefined): boolean {
  const reversals = open?.orders.filter(({ kind }) => kind === 'reversal') ?? [];
  const refused = reversals.filter(({ state }) => state === 'ERROR');
  const tried = (symbol: string) => refused.filter((other) => other.symbol === symbol).length;
  const isLate = open !== undefined && hasNoTimeLeft(portfolio, open, audit);
  const shown: Partial<Record<StaleReason, boolean>> = {
    OUTCOME_UNKNOWN: open?.orders.some(({ state }) => !isDefinite(state)) ?? false,
    REVERSAL_EXHAUSTED: refused.some(({ symbol }) => tried(symbol) > retriesOf(portfolio, open) || isLate),
    REVERSAL_IMPOSSIBLE: refused.some(({ errorCode }) => PERMANENT.has(errorCode ?? '')),
    OUTCOME_DECLARED: open?.orders.some(isDeclared) ?? false,
    BOOKS_DIFFER: open === undefined && readsShow(audit),
    CASH_DIFFERS: open === undefined && readsShow(audit),
    HELD:
      audit.some(({ event, detail }) => event === 'FAILURE_WEIGHED' && detail.choice === 'hold') ||
      reversals.some(isHeld),
  };
  // A person's reason needs no rows.
  return shown[staleReasonOf(portfolio)] ?? true;
}

/** When the time that a rollback has is over, its reversals are not tried again. A person's decision has that time without the lock's. */
function hasNoTimeLeft({ policy }: Records['portfolio'], { pricedAt }: Batch, audit: Records['audit']): boolean {
  const stale = audit.filter(({ event }) => event === 'PORTFOLIO_STALE').map(({ at }) => at);
  const lockMs = stale.length > 1 ? 0 : policy.lockTtlMs;
  return msBetween(pricedAt, stale.at(-1) ?? pricedAt) + policy.reversalDelayMs >= lockMs + ROLLBACK_BUDGET_MS;
}

function isHeld({ errorCode }: Order): boolean {
  return errorCode === 'BEYOND_LIMITS' || errorCode === 'TRADING_HALTED';
}

/** The policy may have changed since, so all that can be checked is that it tried. */
function retriesOf({ policy, policyVersion }: Records['portfolio'], open: Batch | undefined): number {
  return (open?.policyVersion ?? policyVersion) === policyVersion ? policy.reversalRetries : 0;
}

/** Right before it became STALE, its account was read and differed from the books. */
function readsShow(audit: Records['audit']): boolean {
  const stale = audit.findLastIndex(({ event }) => event === 'PORTFOLIO_STALE');
  return audit.slice(0, stale).some(({ event }) => event === 'BOOKS_DIFFERED');
}

const PERMANENT: ReadonlySet<string> = new Set(
  Object.entries(REJECTIONS)
    .filter(([, { permanent }]) => permanent)
    .map(([code]) => code),
);
