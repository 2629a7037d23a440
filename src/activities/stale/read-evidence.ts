import { BrokerFault } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { type AuditedEvent, declarableFrom } from '../../domain/declaration';
import { evidenceText } from '../../domain/evidence';
import { invariant } from '../../domain/invariant';
import { cashInCents, decimal } from '../../domain/money';
import { type Holding, type Portfolio, staleReasonOf } from '../../domain/portfolio';
import type { Evidence } from '../../domain/stale';
import { msBetween } from '../../domain/time';
import type { Deps } from '../deps';
import { declaredOtherwise } from '../order/declared-otherwise';
import { ifAnswered } from '../order/if-answered';
import { accountHash } from './account-hash';
import { costsOf, type EvidenceDeps } from './costs';

/** Reads what an operator needs to decide: the batch, and the broker against the ledger. */
export function createReadEvidence(deps: EvidenceDeps) {
  return async ({ portfolioId }: { portfolioId: string }): Promise<Evidence> => {
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    invariant(portfolio !== undefined, 'a hold is of a portfolio');
    const batch = await deps.ledger.findOpenBatch(portfolioId);
    const costs = batch === undefined ? null : await ifAnswered(costsOf(deps, portfolio, batch), null);
    const broker = await brokerSide(deps, portfolio);
    return {
      reason: staleReasonOf(portfolio),
      status: portfolio.status,
      cause: batch?.cause ?? null,
      batch:
        batch === undefined
          ? null
          : { id: batch.id, state: batch.state, orders: ordersOf(batch, await eventsOf(deps, batch)) },
      ...broker,
      hash: broker.hash && evidenceText(broker.hash, costs),
      reopensInMs: await reopensInMs(deps),
      ...(batch !== undefined && { declaredOtherwise: await declaredOtherwise(deps, batch) }),
      costs,
    };
  };
}

/** Reads what was sent, but only if that is needed, because a portfolio's audit may be long. */
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
  return clock === null || clock.isOpen ? null : msBetween(clock.now, clock.nextOpen);
}

/** That the broker does not answer is evidence too. */
async function brokerSide(
  deps: Pick<Deps, 'broker'>,
  portfolio: Portfolio,
): Promise<Pick<Evidence, 'positions' | 'cash' | 'openOrders' | 'brokerProblem' | 'hash'>> {
  try {
    const account = await deps.broker.account(portfolio.accountId);
    const [ledger, broker] = [plainShares(portfolio.holdings), plainShares(account.positions)];
    return {
      positions: [...new Set([...ledger.keys(), ...broker.keys()])]
        .sort()
        .map((symbol) => ({ symbol, ledger: ledger.get(symbol) ?? '0', broker: broker.get(symbol) ?? '0' })),
      cash: { ledger: portfolio.cash, broker: cashInCents(account.cash) },
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

/** People read both sides beside each other: "8.50" and "8.5" must not look like a difference. */
function plainShares(holdings: readonly Holding[]): Map<string, string> {
  return new Map(holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity).toFixed()]));
}
