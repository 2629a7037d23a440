import { BrokerFault } from '../broker/broker';
import { decimal, floorToCents, showCents } from '../domain/money';
import { sizeBuys } from '../domain/plan';
import type { BatchRef } from '../domain/steps';
import { later } from '../domain/time';
import { readBatch, readPortfolio } from './batch-reading';
import type { Deps } from './deps';
import { by } from './order-driver';

/** Gives the buys of a sells-first batch their dollars from the cash really there, once, before the first is sent. */
export function createSizeBuys(deps: Deps) {
  return async (ref: BatchRef): Promise<void> => {
    const batch = await readBatch(deps, ref);
    if (batch.buysSizedAt !== null) return;
    const { cash } = await deps.broker.account(batch.accountId);
    const buys = batch.orders.filter((order) => order.kind === 'order' && order.side === 'BUY');
    const planned = new Map(buys.map((order) => [order.symbol, decimal(order.notional ?? '0')]));
    const sized = sizeBuys(planned, floorToCents(decimal(cash)));
    // Nothing to spend right after the sells: the account is not what it was said to be. Buys without a size expire with the plan.
    if ([...sized.values()].some((usd) => usd.isZero())) {
      const { policy } = await readPortfolio(deps, batch);
      if (deps.now() >= later(batch.pricedAt, policy.planTtlMs)) return;
      throw new BrokerFault('UNEXPECTED', `account ${batch.accountId} shows $${cash} in cash, which buys nothing`);
    }
    const notionals = Object.fromEntries([...sized].map(([symbol, usd]) => [symbol, showCents(usd)]));
    await deps.ledger.sizeBuys(ref.batchId, ref.epoch, notionals, by(deps));
  };
}
