import { BrokerFault } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { Decimal, decimal, floorToCents, showCents, sum } from '../../domain/money';
import type { Order } from '../../domain/order';
import { sizeBuys } from '../../domain/plan';
import { moneyToWaitFor } from '../../domain/proceeds';
import type { SizeBuysInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import { by, type Deps } from '../deps';
import { record } from '../order/broker-order';
import { ifAnswered } from '../order/if-answered';
import { readBatch, readPortfolio } from './batch-reading';

/**
 * Sizes the buys of a sells-first batch in dollars. It does so once, before the first buy is sent, when the account shows the
 * money from the sells. Until then this step fails and is retried. After `moneyUntil` the buys fail, because smaller buys would
 * leave the batch half done.
 */
export function createSizeBuys(deps: Deps) {
  return async (input: SizeBuysInput): Promise<void> => {
    const batch = await readBatch(deps, input);
    if (batch.buysSizedAt !== null) return;
    const portfolio = await readPortfolio(deps, batch);
    const buys = ordersOf(batch, 'BUY');
    const planned = new Map(buys.map((order) => [order.symbol, decimal(order.notional ?? '0')]));
    const account = await ifAnswered(deps.broker.account(batch.accountId), undefined);
    const leaving = decimal(account?.leaving ?? '0');
    const own = decimal(portfolio.cash).minus(leaving);
    const needed = moneyToWaitFor(own, ordersOf(batch, 'SELL'), sum(planned.values()));
    const there =
      account && floorToCents(Decimal.min(decimal(account.cash), decimal(account.buyingPower)).minus(leaving));
    const sized = sizeBuys(planned, there ?? decimal('0'));
    const buysAll = [...sized.values()].every((usd) => usd.greaterThan('0'));
    if (there?.greaterThanOrEqualTo(needed) && buysAll) {
      const notionals = Object.fromEntries([...sized].map(([symbol, usd]) => [symbol, showCents(usd)]));
      await deps.ledger.sizeBuys(input.batchId, input.epoch, notionals, by(deps));
      return;
    }
    const shown = there === undefined ? 'does not answer' : `shows $${showCents(there)} to spend`;
    const message = `account ${batch.accountId} ${shown}, and the sells have to leave at least $${showCents(floorToCents(needed))}`;
    // Earlier builds did not send this time.
    const moneyUntil = input.moneyUntil ?? later(batch.pricedAt, portfolio.policy.planTtlMs);
    if (isBefore(deps.now(), moneyUntil)) throw new BrokerFault('UNEXPECTED', message);
    const failed = { event: 'FAILED', ofSend: null, errorCode: 'PROCEEDS_MISSING', errorMessage: message } as const;
    await Promise.all(buys.map((order) => record(deps, order, failed)));
  };
}

function ordersOf(batch: Batch, side: Order['side']): Order[] {
  return batch.orders.filter((order) => order.kind === 'order' && order.side === side);
}
