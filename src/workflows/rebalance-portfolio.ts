// One run of one portfolio's rebalance. Its workflow id is the lock.
//
// W1. It refuses to run under an id that is not its portfolio's: the lock would protect nothing.
// W2. Handlers only record; the main path acts. A handler never throws.
// W3. A stop (TTL, freeze, cancel) ends the placing of orders; the main path goes on to commit or roll back.
// W4. What the world does is an outcome, never a thrown error: a failed run would be started again by its retry policy.

import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities';
import { rebalanceWorkflowId } from '../domain/ids';
import type { OrderRef, Outcome } from '../domain/steps';
import {
  priceChangedSignal,
  REFUSED,
  type RebalanceInput,
  requestRebalanceUpdate,
  type Status,
  staleSignal,
  statusQuery,
} from './messages';
import { DECIDING, ORDERING, RECONCILING } from './profiles';
import { type Phase, rebalance, type Steps, type StopReason } from './saga';

/** A run evaluates again when prices moved while it traded, but not for ever. */
const ROUNDS_MAX = 2;

const { prepareBatch, sizeBuys, closeBatch, markStale } = proxyLocalActivities<Activities>(DECIDING);

/** Brings one portfolio to its targets, all or nothing, and returns what came of it. */
export async function rebalancePortfolio(input: RebalanceInput): Promise<Outcome> {
  const { portfolioId, lockTtlMs } = input;
  const info = workflowInfo();
  if (info.workflowId !== rebalanceWorkflowId(portfolioId))
    throw ApplicationFailure.nonRetryable(
      `portfolio ${portfolioId} may only run as ${rebalanceWorkflowId(portfolioId)}`,
      'WrongWorkflowId',
    );

  const startedAt = info.runStartTime.getTime();
  const status: Status = {
    phase: 'PREPARING',
    batchId: null,
    drift: null,
    expiresAt: new Date(startedAt + lockTtlMs).toISOString(),
    reason: null,
    orders: [],
  };
  const placing = new CancellationScope({ cancellable: true });
  let news = false;
  let triggered = false;

  const stop = (reason: StopReason) => {
    status.reason ??= reason;
    placing.cancel();
  };
  setHandler(
    priceChangedSignal,
    (_prices) => {
      news = true;
      triggered = true;
    },
    { description: 'Prices moved: evaluate this portfolio (again).' },
  );
  setHandler(staleSignal, (_stale) => stop('FROZEN'), { description: 'Freeze: {"reason": "…", "actor": "your name"}' });
  setHandler(statusQuery, () => status);
  setHandler(
    requestRebalanceUpdate,
    (_request) => {
      triggered = true;
      return { accepted: true };
    },
    {
      description: 'Ask for a rebalance; refused while one is running.',
      validator: (_request) => {
        if (triggered) throw ApplicationFailure.nonRetryable('a rebalance is running', REFUSED, 'REBALANCE_RUNNING');
      },
    },
  );

  // The Web UI's cancel button reaches the root scope only; W3 makes it a stop.
  CancellationScope.current().cancelRequested.catch(() => stop('CANCELLED'));
  return CancellationScope.nonCancellable(async () => {
    // Left running at the end: a timer that is not cancelled saves an event of history.
    void sleep(lockTtlMs, { summary: 'lock TTL' }).then(() => stop('TTL_EXPIRED'));

    let outcome: Outcome | undefined;
    for (let round = 1; round <= ROUNDS_MAX; round += 1) {
      news = false;
      outcome = await rebalance(stepsOf(status, placing), { portfolioId, batchId: uuid4() });
      const again = news && outcome.outcome === 'REBALANCED' && status.reason === null;
      if (!again) break;
    }
    show(status, 'DONE');
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    return outcome as Outcome;
  });
}

/** Steps as Temporal activities; `status` keeps what the query shows. */
function stepsOf(status: Status, placing: CancellationScope): Steps {
  return {
    prepareBatch: async (input) => {
      const prepared = await prepareBatch(input);
      if (prepared.kind === 'trade' || prepared.kind === 'leftover') {
        status.batchId = prepared.batch.batchId;
        status.drift = prepared.batch.driftBefore;
        status.orders = prepared.batch.orders.map((order) => ({
          symbol: order.symbol,
          side: order.side,
          quantity: order.quantity,
          filled: '0',
          state: 'PENDING',
        }));
      }
      return prepared;
    },
    sizeBuys,
    closeBatch,
    markStale,
    placeOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...ORDERING,
        activityId: `order-${order.symbol}`,
        summary: summaryOf(status, order),
      });
      return noted(status, await activity.placeOrder(order));
    },
    reconcileOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...RECONCILING,
        activityId: `reconcile-${order.symbol}`,
        summary: `what became of ${order.symbol}`,
      });
      return noted(status, await activity.reconcileOrder(order));
    },
    reverseOrder: (order) => {
      const activity = proxyActivities<Activities>({
        ...RECONCILING,
        activityId: `reverse-${order.symbol}-${order.attempt}`,
        summary: `reverse ${order.symbol}, attempt ${order.attempt}`,
      });
      return activity.reverseOrder(order);
    },
    sleep: (ms, label) => sleep(ms, { summary: label }),
    whilePlacing: (work) => placing.run(work),
    stopReason: () => status.reason ?? undefined,
    phase: (phase) => show(status, phase),
  };
}

function noted<T extends { symbol: string; state: Status['orders'][number]['state']; filledQuantity: string }>(
  status: Status,
  result: T,
): T {
  const order = status.orders.find(({ symbol }) => symbol === result.symbol);
  if (order !== undefined) Object.assign(order, { state: result.state, filled: result.filledQuantity });
  return result;
}

/** "SELL 12.345678901 META", as it stands in the Web UI. */
function summaryOf(status: Status, { symbol }: OrderRef): string {
  const order = status.orders.find((one) => one.symbol === symbol);
  return order === undefined ? symbol : `${order.side} ${order.quantity ?? 'for dollars'} ${symbol}`;
}

function show(status: Status, phase: Phase): void {
  status.phase = phase;
  const orders = status.orders.map(
    (order) => `- ${order.side} ${order.quantity ?? ''} ${order.symbol}: ${order.state}, filled ${order.filled}`,
  );
  setCurrentDetails(
    [`**${phase}**`, status.batchId === null ? '' : `batch ${status.batchId}, drift ${status.drift} %`, ...orders].join(
      '\n\n',
    ),
  );
}
