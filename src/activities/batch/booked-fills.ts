import { BrokerFault, type BrokerOrder } from '../../broker/broker';
import type { Batch, Fill } from '../../domain/batch';
import { isDeclared } from '../../domain/declaration';
import { derivedFill, isDerived } from '../../domain/derived-fill';
import { executedFill } from '../../domain/late-executions';
import { type Decimal, decimal, sum, ZERO } from '../../domain/money';
import type { Order } from '../../domain/order';
import { isBefore, LONG_AGO, later } from '../../domain/time';
import { LedgerFault } from '../../ledger/ledger';
import type { Deps } from '../deps';

/** The broker's stamps of a fill and of the market's clock may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/** Executions of a batch are no older than this. */
export function fillsSince({ marketTime }: Batch): string {
  return later(marketTime, -CLOCK_SKEW_MS);
}

/**
 * Returns the executions of a batch's orders, each with the cash it moved: half-even cents, negative for a buy. For an order with
 * a derived fill in the ledger, it returns the ledger's fills, because they already contain any execution that is listed later.
 * It also returns what two people declared as filled, which no execution shows.
 */
export async function bookedFills(
  deps: Pick<Deps, 'broker' | 'ledger'>,
  batch: Batch,
  replaced: ReplacedIds = NONE_REPLACED,
  ageMaxMs?: number,
): Promise<Fill[]> {
  return [...(await executedFills(deps, batch, replaced, ageMaxMs)), ...(await declaredFills(deps, batch))];
}

async function declaredFills({ ledger }: Pick<Deps, 'ledger'>, { id, orders }: Batch): Promise<Fill[]> {
  return orders.some(isDeclared) ? (await ledger.listFills(id)).filter(({ declared }) => declared) : [];
}

async function executedFills(
  deps: Pick<Deps, 'broker' | 'ledger'>,
  batch: Batch,
  replaced: ReplacedIds,
  ageMaxMs: number | undefined,
): Promise<Fill[]> {
  const orders = new Map(
    batch.orders.flatMap((order) => {
      if (order.brokerOrderId === null) return [];
      return [order.brokerOrderId, ...(replaced.get(order.clientOrderId) ?? [])].map((id) => [id, order] as const);
    }),
  );
  if (orders.size === 0) return [];
  const fills = await deps.broker.listFills(batch.accountId, fillsSince(batch), ageMaxMs);
  // Only a step that ends a STALE batch can have booked a fill of an open batch and then be retried.
  const booked = batch.state === 'STALE' ? await deps.ledger.listFills(batch.id) : [];
  const settled = new Set(booked.filter(isDerived).map(({ clientOrderId }) => clientOrderId));
  const listed = fills.flatMap((execution) => {
    const order = orders.get(execution.brokerOrderId);
    return order === undefined || settled.has(order.clientOrderId) ? [] : [executedFill(order, execution)];
  });
  return [...listed, ...booked.filter(({ clientOrderId }) => settled.has(clientOrderId))];
}

/** By client order id: the broker's ids of the orders that an order of ours went on from. */
type ReplacedIds = ReadonlyMap<string, readonly string[]>;
const NONE_REPLACED: ReplacedIds = new Map();

/** The executions that confirmed the last orders are the ones that are booked, if all of them are listed. */
const CONFIRMED_MS = 2_000;

/** This long after the last send, the order itself counts as proof of executions that the broker does not list. */
const DERIVE_AFTER_MS = 30_000;
/** This long after the last send, all executions of a batch are listed or were taken back. */
const LAG_MAX_MS = 30 * 60_000;

/**
 * Returns all fills of a batch's orders. The list of executions may lag behind the orders, or show nothing: missing fills are
 * derived from the order as the broker shows it now.
 *
 * @throws BrokerFault while the list may still catch up. Afterwards LedgerFault, which no retry can fix: a person has to look.
 */
export async function allFills(deps: Deps, batch: Batch): Promise<Fill[]> {
  const confirmed = deps.news.isLive() ? await bookedFills(deps, batch, NONE_REPLACED, CONFIRMED_MS) : undefined;
  if (confirmed !== undefined && missingExecutions(batch, confirmed) === undefined) return confirmed;
  const listed = await bookedFills(deps, batch);
  if (missingExecutions(batch, listed) === undefined) return listed;
  const shown = await shownOrders(deps, batch, listed);
  const replaced: ReplacedIds = new Map(shown.map(({ clientOrderId, replacedIds }) => [clientOrderId, replacedIds]));
  const found = shown.some(({ replacedIds }) => replacedIds.length > 0);
  const followed = found ? await bookedFills(deps, batch, replaced) : listed;
  const lastSentAt = batch.orders.reduce(
    (last, { sentAt }) => (sentAt !== null && isBefore(last, sentAt) ? sentAt : last),
    LONG_AGO,
  );
  const now = deps.now();
  const fills = isBefore(now, later(lastSentAt, DERIVE_AFTER_MS)) ? followed : withDerived(batch, followed, shown, now);
  const missing = missingExecutions(batch, fills);
  if (missing === undefined) return fills;
  if (isBefore(now, later(lastSentAt, LAG_MAX_MS))) throw new BrokerFault('UNEXPECTED', missing);
  throw new LedgerFault('REFUSED_BY_SCHEMA', missing);
}

/** Returns the orders that filled more than is listed, as the broker shows them now. */
async function shownOrders(deps: Deps, batch: Batch, listed: readonly Fill[]): Promise<BrokerOrder[]> {
  const short = batch.orders.filter((order) => !restOf(order, listed).isZero());
  const shown = await Promise.all(short.map((order) => deps.broker.findOrder(batch.accountId, order.clientOrderId)));
  return shown.filter((order) => order !== undefined);
}

function withDerived(batch: Batch, listed: readonly Fill[], shown: readonly BrokerOrder[], now: string): Fill[] {
  const derived = batch.orders.flatMap((order) => {
    const { filledQuantity = '0', filledPrice = null } =
      shown.find(({ clientOrderId }) => clientOrderId === order.clientOrderId) ?? {};
    // Executions that were taken back are missing from the order too.
    if (filledPrice === null || filledQuantity !== order.filledQuantity) return [];
    if (!restOf(order, listed).greaterThan(ZERO)) return [];
    return [derivedFill({ ...order, filledPrice }, fillsOf(order, listed), now)];
  });
  return [...listed, ...derived];
}

/** Says which order's executions do not add up to what it filled; undefined if all do. */
export function missingExecutions(batch: Batch, fills: readonly Fill[]): string | undefined {
  for (const order of batch.orders) {
    const rest = restOf(order, fills);
    const executed = decimal(order.filledQuantity).minus(rest).toFixed();
    if (!rest.isZero())
      return `the executions of ${order.clientOrderId} sum to ${executed}, and it filled ${order.filledQuantity}`;
  }
  return undefined;
}

function restOf(order: Order, fills: readonly Fill[]): Decimal {
  return decimal(order.filledQuantity).minus(sum(fillsOf(order, fills).map(({ quantity }) => decimal(quantity))));
}

function fillsOf({ clientOrderId }: Order, fills: readonly Fill[]): Fill[] {
  return fills.filter((fill) => fill.clientOrderId === clientOrderId);
}
