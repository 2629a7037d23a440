// The steps of a saga as Temporal activities: one activity per order, with an id and a summary that read well in the Web UI.

import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { OrderRef, OrderResult } from '../domain/steps';
import type { StatusOrder } from './messages';
import { orFailed } from './or-failed';
import { ORDERING, RECONCILING } from './profiles';
import type { RollbackSteps, Steps } from './steps';

/** `orders` is what people see of the batch; answers are noted there. */
export function orderSteps(orders: () => StatusOrder[]): Omit<RollbackSteps, 'phase'> & Pick<Steps, 'placeOrder'> {
  const noted = <T extends OrderResult>(result: T): T => {
    const order = orders().find(({ symbol }) => symbol === result.symbol);
    if (order !== undefined) Object.assign(order, { state: result.state, filled: result.filledQuantity });
    return result;
  };
  return {
    placeOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...ORDERING,
        activityId: `order-${order.symbol}`,
        summary: summaryOf(orders(), order),
      });
      return noted(await orFailed(activity.placeOrder(order)));
    },
    reconcileOrder: async (order) => {
      const activity = proxyActivities<Activities>({
        ...RECONCILING,
        activityId: `reconcile-${order.symbol}`,
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
    sleep: (ms, label) => sleep(ms, { summary: label }),
  };
}

/** "SELL 12.345678901 META", as it stands in the Web UI. */
function summaryOf(orders: StatusOrder[], { symbol }: OrderRef): string {
  const order = orders.find((one) => one.symbol === symbol);
  return order === undefined ? symbol : `${order.side} ${order.quantity ?? 'for dollars'} ${symbol}`;
}
