import type { Batch } from '../domain/batch';
import type { Order } from '../domain/order';
import { FUNDS_RETRY_MS } from '../domain/policy';
import type { OrderResult, PlaceOrderInput } from '../domain/steps';
import { later } from '../domain/time';
import { readOrder, readPortfolio } from './batch-reading';
import type { Deps } from './deps';
import { driveOrder } from './order-driver';

/** Sends one order of a batch while its plan is fresh, and waits until it ended or its deadline passed. */
export function createPlaceOrder(deps: Deps) {
  return async (ref: PlaceOrderInput): Promise<OrderResult> => {
    const { batch, order } = await readOrder(deps, ref);
    const { planTtlMs, orderDeadlineMs } = (await readPortfolio(deps, batch)).policy;
    // The broker may show the sells' money before it lets it be spent.
    const fundsUntil = order.side === 'BUY' && batch.buysSizedAt !== null && later(batch.buysSizedAt, FUNDS_RETRY_MS);
    return driveOrder(deps, {
      ...(fundsUntil && { fundsUntil }),
      batch,
      order,
      epoch: ref.epoch,
      sendUntil: ref.sendUntil ?? sendUntil(batch, order, planTtlMs),
      deadlineMs: orderDeadlineMs,
      ...(ref.decidedBy !== undefined && { decidedBy: ref.decidedBy }),
    });
  };
}

/**
 * The buys of a sells-first batch are sized after the sells have filled: their plan is as fresh as that. Without a size they are not
 * sent: nobody knows that the money is there.
 */
function sendUntil({ execution, buysSizedAt, pricedAt }: Batch, { side }: Order, planTtlMs: number): string {
  if (execution !== 'sells-first' || side === 'SELL') return later(pricedAt, planTtlMs);
  return buysSizedAt === null ? pricedAt : later(buysSizedAt, planTtlMs);
}
