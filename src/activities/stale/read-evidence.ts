import { BrokerFault } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { NO_CAPS } from '../../domain/caps';
import { type AuditedEvent, declarableFrom } from '../../domain/declaration';
import { invariant } from '../../domain/invariant';
import { decimal, halfEvenToCents, showCents, ZERO } from '../../domain/money';
import type { Portfolio } from '../../domain/portfolio';
import { estimateResidual, rollbackBreaches, type Undoing } from '../../domain/rollback-limits';
import { shortfallsOf } from '../../domain/shortfall';
import type { Costs, Evidence } from '../../domain/stale';
import { deviationOf, readBatchBooks } from '../batch/batch-books';
import { withPolicyOf } from '../batch/batch-reading';
import { bookedFills } from '../batch/booked-fills';
import type { Deps } from '../deps';
import { declaredOtherwise } from '../order/declared-otherwise';
import { ifAnswered } from '../order/if-answered';
import { readUndoing } from '../order/undoing';
import { accountHash } from './account-hash';

/** Reads what an operator needs to decide: the batch, and the broker against the ledger. */
export function createReadEvidence(deps: EvidenceDeps) {
  return async ({ portfolioId }: { portfolioId: string }): Promise<Evidence> => {
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    invariant(portfolio !== undefined, 'a hold is of a portfolio');
    const batch = await deps.ledger.findOpenBatch(portfolioId);
    return {
      reason: portfolio.statusReason ?? '',
      cause: batch?.cause ?? null,
      batch:
        batch === undefined
          ? null
          : { id: batch.id, state: batch.state, orders: ordersOf(batch, await eventsOf(deps, batch)) },
      ...(await brokerSide(deps, portfolio)),
      reopensInMs: await reopensInMs(deps),
      ...(batch !== undefined && { declaredOtherwise: await declaredOtherwise(deps, batch) }),
      costs: batch === undefined ? null : await ifAnswered(costsOf(deps, portfolio, batch), null),
    };
  };
}

/** Without caps no price has jumped. */
type EvidenceDeps = Pick<Deps, 'ledger' | 'broker' | 'market'> & Partial<Pick<Deps, 'caps'>>;

async function costsOf({ caps = NO_CAPS, ...deps }: EvidenceDeps, portfolio: Portfolio, batch: Batch): Promise<Costs> {
  // A person reads these prices, and how long they took to arrive does not matter.
  const asPlanned = await withPolicyOf(deps, portfolio, batch);
  const undoing = await readUndoing({ ...deps, caps, monotonicMs: () => 0 }, asPlanned, batch);
  const { prices } = undoing;
  const missing = shortfallsOf(batch.orders).map(({ symbol, side, quantity, notional }) => {
    const price = prices.get(symbol);
    const usd =
      quantity === null || price === undefined
        ? notional
        : showCents(halfEvenToCents(decimal(quantity).times(decimal(price))));
    return { symbol, side, quantity, usd };
  });
  return {
    rollback: {
      residual: estimateResidual(undoing)?.toFixed(2) ?? null,
      beyond: rollbackBreaches(undoing).map(({ message }) => message),
    },
    complete: { orders: missing, deviation: await deviationsOf(deps, portfolio, batch, undoing) },
  };
}

async function deviationsOf(
  deps: EvidenceDeps,
  portfolio: Portfolio,
  batch: Batch,
  { prices }: Undoing,
): Promise<Costs['complete']['deviation']> {
  const books = await readBatchBooks(deps, portfolio, batch, await bookedFills(deps, batch));
  const now = deviationOf(books, prices);
  const completed = deviationOf({ ...books, after: completedAt(books.after, batch, prices) }, prices);
  return now && completed ? { before: now.before, now: now.after, completed: completed.after } : null;
}

/** The portfolio as it is once what fell short is there, at these prices. */
function completedAt(after: Portfolio, batch: Batch, prices: Undoing['prices']): Portfolio {
  const held = new Map(after.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  for (const { symbol, side, quantity, notional } of shortfallsOf(batch.orders)) {
    const price = prices.get(symbol);
    if (price === undefined) continue;
    const shares = quantity === null ? decimal(notional ?? '0').div(decimal(price)) : decimal(quantity);
    held.set(symbol, (held.get(symbol) ?? ZERO).plus(side === 'BUY' ? shares : shares.negated()));
  }
  return { ...after, holdings: [...held].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() })) };
}

/** What was sent of it, if that is needed: the audit of a portfolio may be long. */
async function eventsOf({ ledger }: Pick<Deps, 'ledger'>, { portfolioId, orders }: Batch): Promise<AuditedEvent[]> {
  return orders.some(({ state }) => state === 'UNKNOWN') ? ledger.listAudit(portfolioId) : [];
}

function ordersOf({ orders }: Batch, events: readonly AuditedEvent[]): NonNullable<Evidence['batch']>['orders'] {
  return orders.map(
    ({ clientOrderId, kind, symbol, side, quantity, filledQuantity, state, sentAt, errorCode, errorMessage }) => ({
      clientOrderId,
      kind,
      symbol,
      side,
      quantity,
      filled: filledQuantity,
      state,
      error: errorCode === null ? null : `${errorCode} ${errorMessage ?? ''}`.trim(),
      ...(state === 'UNKNOWN' && { declarableFrom: declarableFrom({ clientOrderId, sentAt }, events) }),
    }),
  );
}

async function reopensInMs({ market }: Pick<Deps, 'market'>): Promise<number | null> {
  const clock = await ifAnswered(market.clock(), null);
  return clock === null || clock.isOpen ? null : Date.parse(clock.nextOpen) - Date.parse(clock.now);
}

/** A broker that is away is evidence too. */
async function brokerSide(
  deps: Pick<Deps, 'broker'>,
  portfolio: Portfolio,
): Promise<Pick<Evidence, 'positions' | 'cash' | 'openOrders' | 'brokerProblem' | 'hash'>> {
  try {
    const account = await deps.broker.account(portfolio.accountId);
    const ledger = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
    const broker = new Map(account.positions.map(({ symbol, quantity }) => [symbol, quantity]));
    return {
      positions: [...new Set([...ledger.keys(), ...broker.keys()])]
        .sort()
        .map((symbol) => ({ symbol, ledger: ledger.get(symbol) ?? '0', broker: broker.get(symbol) ?? '0' })),
      cash: { ledger: portfolio.cash, broker: account.cash },
      openOrders: account.openOrders.map((order) => order.clientOrderId),
      brokerProblem: null,
      hash: accountHash(account),
    };
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    return {
      positions: null,
      cash: null,
      openOrders: [],
      brokerProblem: `${error.code}: ${error.message}`,
      hash: null,
    };
  }
}
