import { BrokerFault } from '../../broker/broker';
import type { Batch } from '../../domain/batch';
import { Decimal, decimal, floorToCents, showCents, sum } from '../../domain/money';
import type { Order } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import { moneyToWaitFor } from '../../domain/proceeds';
import { moneyFor, type PlannedBuy, sizedBuys } from '../../domain/size-buys';
import type { SizeBuysInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import { keptUsd } from '../../domain/withdrawal';
import type { BuySize } from '../../ledger/ledger';
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
    const buys = ordersOf(batch, 'BUY');
    const planned = await plannedBuys(deps, buys);
    const account = await ifAnswered(deps.broker.account(batch.accountId), undefined);
    // Read last: what a person sets aside while the broker answers is not spent.
    const portfolio = await readPortfolio(deps, batch);
    const kept = keptUsd(portfolio, account?.leaving ?? '0');
    const own = decimal(portfolio.cash).minus(kept);
    const needed = moneyToWaitFor(own, ordersOf(batch, 'SELL'), sum([...planned.values()].map(moneyFor)));
    const there = account && floorToCents(Decimal.min(decimal(account.cash), decimal(account.buyingPower)).minus(kept));
    const sized = sizedBuys(planned, there ?? decimal('0'));
    const isPriced = planned.size === buys.length;
    const buysAll = isPriced && [...sized.values()].every((size) => 'shares' in size || size.usd.greaterThan('0'));
    if (there?.greaterThanOrEqualTo(needed) && buysAll) {
      const sizes = Object.fromEntries([...sized].map(([symbol, size]) => [symbol, sizeOf(size)]));
      await deps.ledger.sizeBuys(input.batchId, input.epoch, sizes, by(deps));
      return;
    }
    const shown = there === undefined ? 'does not answer' : `shows $${showCents(there)} to spend`;
    const message = isPriced
      ? `account ${batch.accountId} ${shown}, and the sells have to leave at least $${showCents(floorToCents(needed))}`
      : 'the market shows no price for a buy of whole shares';
    // Earlier builds did not send this time.
    const moneyUntil = input.moneyUntil ?? later(batch.pricedAt, portfolio.policy.planTtlMs);
    if (isBefore(deps.now(), moneyUntil)) throw new BrokerFault('UNEXPECTED', message);
    // The cash came, and may not be spent: it will not be before the next trading day.
    const isThere = account && !account.margin && decimal(account.cash).minus(kept).greaterThanOrEqualTo(needed);
    const isUnsettled = isThere && there?.lessThan(needed);
    const errorCode = isUnsettled ? 'PROCEEDS_UNSETTLED' : 'PROCEEDS_MISSING';
    const failed = { event: 'FAILED', ofSend: null, errorCode, errorMessage: message } as const;
    await Promise.all(buys.map((order) => record(deps, order, failed)));
  };
}

/** Whole shares are counted at the latest price; those without one are missing. */
async function plannedBuys(deps: Deps, buys: readonly Order[]): Promise<Map<TickerSymbol, PlannedBuy>> {
  const wholes = buys.filter(({ notional }) => notional === null).map(({ symbol }) => symbol);
  const prices = wholes.length > 0 ? await ifAnswered(deps.market.latestPrices(wholes), undefined) : undefined;
  return new Map(
    buys.flatMap(({ symbol, quantity, notional }): [TickerSymbol, PlannedBuy][] => {
      if (notional !== null) return [[symbol, { usd: decimal(notional) }]];
      const price = prices?.get(symbol)?.price;
      return price === undefined ? [] : [[symbol, { shares: decimal(quantity ?? '0'), price: decimal(price) }]];
    }),
  );
}

function sizeOf(size: { usd: Decimal } | { shares: Decimal }): BuySize {
  return 'usd' in size ? { notional: showCents(size.usd) } : { quantity: size.shares.toFixed() };
}

function ordersOf(batch: Batch, side: Order['side']): Order[] {
  return batch.orders.filter((order) => order.kind === 'order' && order.side === side);
}
