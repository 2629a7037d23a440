import type { Broker } from '../broker/broker';
import type { RebalanceClient } from '../client';
import { type DerivedOrder, lateExecutions, lateProblem } from '../domain/late-executions';
import type { Portfolio } from '../domain/portfolio';
import { later } from '../domain/time';
import type { Actor, Ledger } from '../ledger/ledger';

export interface LateExecutionDeps {
  ledger: Pick<Ledger, 'derivedOrders' | 'noteExecutions'>;
  broker: Pick<Broker, 'listFills' | 'findOrder'>;
  client: Pick<RebalanceClient, 'callPerson'>;
}

const DAY_MS = 24 * 60 * 60_000;
/** How long the broker is asked for executions that it did not list, because it may never list them. */
const ASKED_FOR_MS = 7 * DAY_MS;
/** The broker's time of a fill and the market's clock may differ by this much. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Records executions that the broker listed late, for orders that were booked without them, and calls a person if they differ
 * from what was booked. @throws BrokerFault, LedgerFault
 */
export async function noteLateExecutions(
  { ledger, broker, client }: LateExecutionDeps,
  { id, accountId }: Pick<Portfolio, 'id' | 'accountId'>,
  by: Actor,
): Promise<void> {
  const orders = await ledger.derivedOrders(id, later(by.at, -ASKED_FOR_MS));
  const [first] = orders;
  if (first === undefined) return;
  const since = orders.reduce((least, { marketTime }) => (marketTime < least ? marketTime : least), first.marketTime);
  const listed = await broker.listFills(accountId, later(since, -CLOCK_SKEW_MS));
  if (listed.length === 0) return;
  for (const order of orders) {
    const ids = await brokerIdsOf(broker, accountId, order);
    const late = lateExecutions(
      order,
      listed.filter(({ brokerOrderId }) => ids.has(brokerOrderId)),
    );
    if (late === undefined) continue;
    const { batchId, clientOrderId } = order;
    const problem = lateProblem(late);
    // The call comes first: a repeated call has the same id, but a lost one would not be repeated.
    if (problem !== undefined) {
      const text = `Batch ${batchId} of portfolio ${id} was booked on the word of its order ${clientOrderId}: ${problem}. "autobalancer audit show ${id}" has the rows.`;
      await client.callPerson({ eventId: `executions-${clientOrderId}`, portfolioId: id, text });
    }
    await ledger.noteExecutions(id, { batchId, clientOrderId, ...late }, by);
  }
}

/** An order that somebody replaced at the broker continues under other ids. */
async function brokerIdsOf(
  broker: LateExecutionDeps['broker'],
  accountId: string,
  { clientOrderId }: DerivedOrder,
): Promise<ReadonlySet<string>> {
  const shown = await broker.findOrder(accountId, clientOrderId);
  return new Set(shown === undefined ? [] : [shown.brokerOrderId, ...shown.replacedIds]);
}
