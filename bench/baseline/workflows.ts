// The plain saga to measure against, in the manner of Temporal's samples: each step is one activity, what was done is undone in a catch.
// Same lock, same activities: the POSTs and the commits are the same ones, and are counted.

import { proxyActivities, uuid4 } from '@temporalio/workflow';
import type { Activities } from '../../src/activities';

const { prepareBatch, placeOrder, reverseOrder, closeBatch } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});

export async function plainSaga(portfolioId: string): Promise<string> {
  const prepared = await prepareBatch({ portfolioId, batchId: uuid4(), settleOnly: false });
  if (prepared.kind !== 'trade') return prepared.kind;
  const { batchId, epoch, giveUpAt, orders } = prepared.batch;
  const compensations: (() => Promise<unknown>)[] = [];
  try {
    await Promise.all(
      orders.map(async ({ symbol }) => {
        compensations.unshift(() => reverseOrder({ batchId, epoch, symbol, attempt: 1, giveUpAt }));
        const { state } = await placeOrder({ batchId, epoch, symbol });
        if (state !== 'SUCCESS') throw new Error(`${symbol} is ${state}`);
      }),
    );
    await closeBatch({ batchId, epoch, state: 'SUCCESS', cause: null });
    return 'REBALANCED';
  } catch (error) {
    for (const compensate of compensations) await compensate();
    const cause = { code: 'ORDER_FAILED', message: error instanceof Error ? error.message : String(error) } as const;
    await closeBatch({ batchId, epoch, state: 'ROLLED_BACK', cause });
    return 'ROLLED_BACK';
  }
}
