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
    // The broker may show the sells' money before it lets it be spent.
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
 * Until when an order may leave, by this process's clock. A plan is as old as the market's clock says: another process made it, and its clock
 * may be another. The buys of a sells-first batch are sized after the sells have filled: their plan is as fresh as that. Without a
 * size they are not sent: nobody knows that the money is there.
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
