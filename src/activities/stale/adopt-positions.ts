import { BrokerFault } from '../../broker/broker';
import { invariant } from '../../domain/invariant';
import { cashInCents } from '../../domain/money';
import { isDefinite } from '../../domain/order';
import { stays, type Verdict } from '../../domain/stale';
import type { EndStaleInput } from '../../domain/steps';
import { isBefore } from '../../domain/time';
import { bookedFills, missingExecutions } from '../batch/booked-fills';
import type { Deps } from '../deps';
import { reconcile } from '../order/reconcile-order';
import { evidenceProblem } from './account-hash';
import { askerOf } from './asker';
import { ended, unlessLate, verdictOn } from './end-stale';
import { secondPersonProblem } from './second-person';

/** Takes the broker's positions and cash as the truth. Refused while any order could still change them. */
export function createAdoptPositions(deps: Deps) {
  return (input: EndStaleInput) => unlessLate(deps, input.askUntil, () => adopt(deps, input));
}

async function adopt(deps: Deps, input: EndStaleInput): Promise<Verdict> {
  const portfolio = await deps.ledger.findPortfolio(input.portfolioId);
  invariant(portfolio !== undefined, 'a hold is of a portfolio');
  if (portfolio.status !== 'STALE') return ended(portfolio.status);
  const unknown = await settleOrders(deps, input);
  if (unknown.length > 0)
    return stays('OUTCOME_UNKNOWN', `the broker does not say what became of ${unknown.join(', ')}`);
  const account = await deps.broker.account(portfolio.accountId);
  // Settling may have changed the account, and a person may adopt only what that person has seen.
  const problem = evidenceProblem(account, input.evidence);
  if (problem !== undefined) return problem;
  const open = account.openOrders.map((order) => order.clientOrderId);
  if (open.length > 0) return stays('FOREIGN_OPEN_ORDERS', `still open at the broker: ${open.join(', ')}`);
  const short = account.positions.find(({ quantity }) => quantity.startsWith('-'));
  if (short !== undefined)
    return stays('SHORT_POSITION', `the broker holds ${short.quantity} ${short.symbol}: cover it there first`);
  const by = await askerOf(deps, portfolio.id, input);
  const second = await secondPersonProblem(deps, portfolio, account, input, by);
  if (second !== undefined) return second;
  const batch = await deps.ledger.findOpenBatch(portfolio.id);
  const fills = batch === undefined ? [] : await bookedFills(deps, batch);
  // Executions that the broker took back will never be listed, so the positions themselves are adopted, whatever led to them.
  const missing = batch && missingExecutions(batch, fills);
  if (missing !== undefined && isBefore(deps.now(), input.askUntil)) throw new BrokerFault('UNEXPECTED', missing);
  await deps.ledger.endStale(
    portfolio.id,
    {
      batchState: 'ADOPTED',
      fills,
      adopt: { holdings: account.positions, cash: cashInCents(account.cash) },
      residual: null,
      releases: false,
      requestId: input.requestId,
      detail: { action: input.action, note: input.note, evidence: input.evidence },
    },
    by,
  );
  return verdictOn(deps, portfolio.id);
}

/** Cancels open orders and reversals, and asks about those without a definite outcome. Returns the ones that stay unknown. */
async function settleOrders(deps: Deps, { portfolioId, askUntil }: EndStaleInput) {
  const batch = await deps.ledger.findOpenBatch(portfolioId);
  if (batch === undefined) return [];
  const results = await Promise.all(
    batch.orders.map(async (order) => ({ order, result: await reconcile(deps, batch, order, askUntil) })),
  );
  return results.filter(({ result }) => !isDefinite(result.state)).map(({ order }) => order.clientOrderId);
}
