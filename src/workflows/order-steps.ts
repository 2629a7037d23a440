// The steps of a saga as Temporal activities: one activity per order, with an id and a summary that read well in the Web UI.

import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { OrderRef, OrderResult } from '../domain/steps';
import { deciding } from './deciding';
import type { StatusOrder } from './messages';
import { orFailed } from './or-failed';
import { ORDERING, RECONCILING } from './profiles';
import type { RollbackSteps, Steps } from './steps';

/** The patch of runs that weigh a failure before they reverse anything. */
export const WEIGHS_FAILURES = 'weighs-failures';

const [weighFailure, planRetries] = [deciding('weighFailure'), deciding('planRetries')];

/** `orders` is what people see of the batch; each answer is written there. */
export function orderSteps(
  orders: () => StatusOrder[],
): Omit<RollbackSteps, 'phase'> & Pick<Steps, 'placeOrder' | 'planRetries'> {
  const noted = <T extends OrderResult>(result: T): T => {
    const order = orders().findLast(({ symbol }) => symbol === result.symbol);
    if (order !== undefined) Object.assign(order, { state: result.state, filled: result.filledQuantity });
    return result;
  };
  return {
    placeOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...ORDERING,
        activityId: `order-${order.symbol}${nth(order)}`,
        summary: summaryOf(orders(), order),
      });
      return noted(await orFailed(activity.placeOrder(order)));
    },
    reconcileOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...RECONCILING,
        activityId: `reconcile-${order.symbol}${nth(order)}`,
        summary: `what became of ${order.symbol}`,
      });
      return noted(await orFailed(activity.reconcileOrder(order)));
    },
    reverseOrder: (order) => {
      const activity = proxyActivities<Activities>({
        ...RECONCILING,
        activityId: `reverse-${order.symbol}-${order.attempt}`,
        summary: `reverse ${order.symbol}, attempt ${order.attempt}`,
      });
      return orFailed(activity.reverseOrder(order));
    },
    // Before, a failed batch was always reversed, whatever had happened since. Since 0.2.
    weighFailure: async (failure) =>
      patched(WEIGHS_FAILURES) ? orFailed(weighFailure(failure)) : { choice: 'rollback' },
    planRetries: async (retries) => {
      const planned = await orFailed(planRetries(retries));
      for (const { symbol, side, quantity } of planned.orders)
        orders().push({ symbol, side, quantity, filled: '0', state: 'PENDING' });
      return planned;
    },
    sleep: (ms, label) => sleep(ms, { summary: label }),
    now: () => new Date().toISOString(),
  };
}

function nth({ attempt = 1 }: OrderRef): string {
  return attempt === 1 ? '' : `-${attempt}`;
}

/** "SELL 12.345678901 META", as the Web UI shows it. */
function summaryOf(orders: StatusOrder[], { symbol }: OrderRef): string {
  const order = orders.findLast((one) => one.symbol === symbol);
  return order === undefined ? symbol : `${order.side} ${order.quantity ?? 'for dollars'} ${symbol}`;
}
