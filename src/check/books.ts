// The ledger's books against the broker's: I3, I4, I6, I18.

import type { BrokerFill } from '../broker/broker';
import { type Batch, type BatchState, type Fill, isOpen } from '../domain/batch';
import { isDeclared } from '../domain/declaration';
import { isDerived } from '../domain/derived-fill';
import { cashInCents, type Decimal, decimal, halfEvenToCents, showCents, sum, ZERO } from '../domain/money';
import type { Holding } from '../domain/portfolio';
import { booksMayDiffer, type Check, centsInDoubt, type Records, type Violation } from './records';

/** I3, I4: the ledger booked the broker's executions of our orders correctly, and all of them once the batch has ended. */
export const fillsAgree: Check = (records) => {
  const { batches, fills, broker } = records;
  const clientIds = new Map(
    broker.orders.flatMap(({ brokerOrderId, replacedIds, clientOrderId }) =>
      [brokerOrderId, ...replacedIds].map((id) => [id, clientOrderId] as const),
    ),
  );
  const batchOf = new Map(batches.flatMap((batch) => batch.orders.map((order) => [order.clientOrderId, batch])));
  const booked = new Map(fills.map((fill) => [fill.executionId, fill]));
  const executed = new Map(broker.fills.map((fill) => [fill.executionId, fill]));
  const derived = new Set(fills.filter(isDerived).map(({ clientOrderId }) => clientOrderId));
  const violations: Violation[] = [...derived].flatMap((clientOrderId) => derivedWrong(records, clientOrderId));
  const declared = new Set(
    batches.flatMap(({ orders }) => orders.filter(isDeclared)).map((order) => order.clientOrderId),
  );
  for (const [executionId, execution] of executed) {
    const clientOrderId = clientIds.get(execution.brokerOrderId) ?? '';
    if (declared.has(clientOrderId)) continue;
    const batch = batchOf.get(clientOrderId);
    const fill = booked.get(executionId);
    if (fill === undefined) {
      if (derived.has(clientOrderId)) continue;
      if (batch !== undefined && !isOpen(batch.state))
        violations.push({ invariant: 'I3', message: `execution ${executionId} of ${clientOrderId} is not booked` });
    } else if (!sameFill(fill, execution, clientOrderId))
      violations.push({ invariant: 'I4', message: `fill ${executionId} is booked as ${JSON.stringify(fill)}` });
  }
  // An execution that the broker took back shows up as a difference between the books, or to the person who resolves the batch.
  const heldBatch = (clientOrderId: string) => HELD.has(batchOf.get(clientOrderId)?.state ?? '');
  for (const [executionId, { clientOrderId }] of booked)
    if (
      !executed.has(executionId) &&
      !derived.has(clientOrderId) &&
      !declared.has(clientOrderId) &&
      !booksMayDiffer(records) &&
      !heldBatch(clientOrderId)
    )
      violations.push({ invariant: 'I3', message: `fill ${executionId} is booked, the broker does not show it` });
  return violations;
};

/** I3: the fills derived from an order and the fills that were listed add up to what the order filled. */
function derivedWrong(records: Records, clientOrderId: string): Violation[] {
  const shown = records.broker.orders.find((order) => order.clientOrderId === clientOrderId)?.filledQuantity ?? '0';
  const booked = sum(
    records.fills.filter((fill) => fill.clientOrderId === clientOrderId).map(({ quantity }) => decimal(quantity)),
  );
  if (booked.equals(decimal(shown)) || booksMayDiffer(records)) return [];
  return [
    { invariant: 'I3', message: `${clientOrderId} filled ${shown}, and ${booked.toFixed()} was derived from it` },
  ];
}

/** I18: what two people declared about an order is what the broker shows, if it ever shows the order. */
export const declarationsHold: Check = ({ batches, fills, broker }) =>
  batches
    .flatMap(({ orders }) => orders.filter(isDeclared))
    .flatMap(({ clientOrderId }): Violation[] => {
      const shown = broker.orders.find((order) => order.clientOrderId === clientOrderId);
      if (shown === undefined) return [];
      const booked = totalOf(fills.filter((fill) => fill.clientOrderId === clientOrderId));
      const listed = broker.fills.filter(({ brokerOrderId }) => brokerOrderId === shown.brokerOrderId);
      const executed = totalOf(listed.map(asFill));
      const whole = booked.shares.equals(decimal(shown.filledQuantity)) && shown.state !== 'open';
      // Executions that are not listed (yet) say nothing about the cash.
      if (whole && (booked.usd.equals(executed.usd) || !executed.shares.equals(booked.shares))) return [];
      const message = `${clientOrderId} was declared with ${text(booked)}, the broker shows ${shown.status} with ${shown.filledQuantity} filled (${text(executed)})`;
      return [{ invariant: 'I18', message }];
    });

function asFill({ quantity, price, side }: BrokerFill): Pick<Fill, 'quantity' | 'cash'> {
  const usd = halfEvenToCents(decimal(quantity).times(decimal(price)));
  return { quantity, cash: showCents(side === 'BUY' ? usd.negated() : usd) };
}

function totalOf(moves: readonly Pick<Fill, 'quantity' | 'cash'>[]): { shares: Decimal; usd: Decimal } {
  const total = (amounts: string[]) => sum(amounts.map(decimal));
  return { shares: total(moves.map(({ quantity }) => quantity)), usd: total(moves.map(({ cash }) => cash)) };
}

function text({ shares, usd }: ReturnType<typeof totalOf>): string {
  return `${shares.toFixed()} shares for ${showCents(usd)}`;
}

const HELD: ReadonlySet<string> = new Set<BatchState>(['STALE', 'ADOPTED']);

/** I3: the broker holds what the ledger says, unless the portfolio is STALE. */
export const holdingsAgree: Check = ({ portfolio, broker }) => {
  if (portfolio.status === 'STALE') return [];
  const [ledger, shown] = [quantitiesOf(portfolio.holdings), quantitiesOf(broker.positions)];
  return [...new Set([...ledger.keys(), ...shown.keys()])].flatMap((symbol): Violation[] => {
    const [here, there] = [ledger.get(symbol) ?? ZERO, shown.get(symbol) ?? ZERO];
    if (here.equals(there)) return [];
    const message = `${symbol}: ledger ${here.toFixed()}, broker ${there.toFixed()}`;
    return [{ invariant: 'I3', message }];
  });
};

/** I4: the broker has the cash the ledger says, to the cent, and each booking starts where the one before it ended. */
export const cashAgrees: Check = (records) => {
  const { audit, cashIsOurs } = records;
  const violations = cashChain(records);
  const external = audit.filter(({ event }) => event === 'EXTERNAL_CASH_BOOKED');
  const inDoubt = centsInDoubt(records);
  if (cashIsOurs && external.length > 0 && (inDoubt.isZero() || movedBy(external).greaterThan(inDoubt)))
    violations.push({ invariant: 'I4', message: 'cash was booked as external, and nobody moved any' });
  const difference = cashDifference(records);
  if (cashIsOurs && difference !== undefined) violations.push({ invariant: 'I4', message: difference });
  return violations;
};

/** I4: no activity of the broker's is booked twice. */
export const activitiesAreBookedOnce: Check = ({ audit }) => {
  const ids = audit.flatMap(({ event, detail }) => (event === 'ACTIVITY_BOOKED' ? [String(detail.activityId)] : []));
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return twice.map((id) => ({ invariant: 'I4', message: `activity ${id} is booked twice` }));
};

/** USD, in either direction. */
function movedBy(external: Records['audit']): Decimal {
  return sum(
    external.map(({ detail: { cashBefore, cashAfter } }) =>
      decimal(String(cashAfter))
        .minus(decimal(String(cashBefore)))
        .abs(),
    ),
  );
}

/**
 * Says how the cash of ledger and broker differs. Undefined when it does not differ, or when the portfolio is STALE, which allows
 * it.
 */
export function cashDifference(records: Records): string | undefined {
  const { portfolio, broker } = records;
  const shown = cashInCents(broker.cash);
  const difference = decimal(shown).minus(decimal(portfolio.cash)).abs();
  if (portfolio.status === 'STALE' || difference.lessThanOrEqualTo(centsInDoubt(records))) return undefined;
  return `cash: ledger ${portfolio.cash}, broker ${shown}`;
}

/** I6: a batch that was rolled back left every quantity as it was, and its residual is the cash that its fills moved. */
export const rollbacksRestore: Check = ({ batches, fills }) =>
  batches
    .filter(({ state }) => state === 'ROLLED_BACK')
    .flatMap((batch) => [...leftBehind(batch, fills), ...wrongResidual(batch, fills)]);

function leftBehind(batch: Batch, fills: readonly Fill[]): Violation[] {
  const orders = new Map(batch.orders.map((order) => [order.clientOrderId, order]));
  const left = new Map<string, Decimal>();
  for (const fill of fills) {
    const order = orders.get(fill.clientOrderId);
    if (order === undefined) continue;
    const quantity = decimal(fill.quantity);
    left.set(order.symbol, (left.get(order.symbol) ?? ZERO).plus(order.side === 'BUY' ? quantity : quantity.negated()));
  }
  return [...left].flatMap(([symbol, quantity]): Violation[] =>
    quantity.isZero()
      ? []
      : [{ invariant: 'I6', message: `batch ${batch.id} was rolled back and left ${quantity.toFixed()} ${symbol}` }],
  );
}

function wrongResidual(batch: Batch, fills: readonly Fill[]): Violation[] {
  const ids = new Set(batch.orders.map(({ clientOrderId }) => clientOrderId));
  const moved = sum(fills.filter((fill) => ids.has(fill.clientOrderId)).map((fill) => decimal(fill.cash)));
  if (batch.residual !== null && decimal(batch.residual).equals(moved)) return [];
  const message = `batch ${batch.id}: residual ${batch.residual}, its fills moved ${showCents(moved)}`;
  return [{ invariant: 'I6', message }];
}

function cashChain({ portfolio, audit }: Records): Violation[] {
  const violations: Violation[] = [];
  let cash: unknown;
  let last: unknown;
  for (const { event, detail, batchId } of audit) {
    if (event === 'PORTFOLIO_CREATED') cash = detail.cash;
    if (detail.cashAfter === undefined) continue;
    // A batch and its portfolio become STALE, or stop being STALE, in one booking with two rows.
    const again = batchId !== null && batchId === last && !event.startsWith('BATCH_');
    if (!again && detail.cashBefore !== cash)
      violations.push({
        invariant: 'I4',
        message: `${event} starts from cash ${String(detail.cashBefore)}, not ${String(cash)}`,
      });
    cash = detail.cashAfter;
    last = event.startsWith('BATCH_') ? batchId : null;
  }
  if (cash !== portfolio.cash)
    violations.push({
      invariant: 'I4',
      message: `the audit ends with cash ${String(cash)}, the row ${portfolio.cash}`,
    });
  return violations;
}

function sameFill(fill: Fill, { quantity, price, side }: BrokerFill, clientOrderId: string): boolean {
  const usd = halfEvenToCents(decimal(quantity).times(decimal(price)));
  return (
    fill.clientOrderId === clientOrderId &&
    decimal(fill.quantity).equals(decimal(quantity)) &&
    decimal(fill.price).equals(decimal(price)) &&
    decimal(fill.cash).equals(side === 'BUY' ? usd.negated() : usd)
  );
}

function quantitiesOf(holdings: readonly Holding[]): Map<string, Decimal> {
  return new Map(holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
}
