import type { Batch } from '../../domain/batch';
import type { Order } from '../../domain/order';
import { FUNDS_RETRY_MS } from '../../domain/policy';
import type { OrderResult, PlaceOrderInput } from '../../domain/steps';
import { later } from '../../domain/time';
import { readOrder, readPortfolio } from '../batch/batch-reading';
import type { Deps } from '../deps';
import { ifAnswered } from './if-answered';
import { driveOrder } from './order-driver';

/** Sends one order of a batch while its plan is fresh, and waits until it ended or its deadline passed. */
export function createPlaceOrder(deps: Deps) {
  return async (ref: PlaceOrderInput): Promise<OrderResult> => {
    const { batch, order } = await readOrder(deps, ref);
    const { planTtlMs, orderDeadlineMs } = (await readPortfolio(deps, batch)).policy;
    // The broker may show the money from the sells before that money may be spent.
    const fundsUntil = order.side === 'BUY' && batch.buysSizedAt !== null && later(batch.buysSizedAt, FUNDS_RETRY_MS);
    return driveOrder(deps, {
      ...(fundsUntil && { fundsUntil }),
      batch,
      order,
      epoch: ref.epoch,
      sendUntil: await sendUntil(deps, ref, batch, order, planTtlMs),
      deadlineMs: orderDeadlineMs,
      ...(ref.decidedBy !== undefined && { decidedBy: ref.decidedBy }),
    });
  };
}

/**
 * Until when an order may leave, by this process's clock. The age of a plan is measured by the market's clock, because the
 * process that made it may have a different clock. The buys of a sells-first batch are sized after the sells have filled, so that
 * is when their plan was made. Buys without a size are not sent: nobody knows whether the money is there.
 */
async function sendUntil(
  { market }: Pick<Deps, 'market'>,
  ref: PlaceOrderInput,
  { execution, buysSizedAt, pricedAt, marketTime }: Batch,
  { side }: Order,
  planTtlMs: number,
): Promise<string> {
  if (execution === 'sells-first' && side === 'BUY' && ref.sendUntil === undefined)
    return buysSizedAt === null ? pricedAt : later(buysSizedAt, planTtlMs);
  const aheadMs = await ifAnswered(market.aheadMs(), 0);
  return later(ref.sendUntil ?? later(marketTime, planTtlMs), aheadMs);
}
