import type { Batch } from '../../domain/batch';
import { isUnderWay } from '../../domain/corporate-action';
import { type Decimal, decimal, floorToCents, floorToShares, showCents, wholeSharesIn, ZERO } from '../../domain/money';
import { isDefinite } from '../../domain/order';
import { sizeBuys } from '../../domain/plan';
import type { TickerSymbol } from '../../domain/portfolio';
import { priceProblem } from '../../domain/price-jump';
import type { Undoing } from '../../domain/rollback-limits';
import { type Shortfall, shortfallsOf } from '../../domain/shortfall';
import { REBALANCE_ACTOR } from '../../domain/stale';
import type { PlannedRetries, PlanRetriesInput } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import { keptUsd } from '../../domain/withdrawal';
import type { NewOrder } from '../../ledger/ledger';
import type { Deps } from '../deps';
import { ifAnswered } from '../order/if-answered';
import { outdatedText, readOutdated } from '../order/outdated';
import { readUndoing } from '../order/undoing';
import { readBatch, readPortfolio } from './batch-reading';
import { mayBeTried } from './weigh-failure';

/** The smallest buy that a broker takes, in USD. */
const SMALLEST_BUY = decimal('1');

/** Stores the next attempts at the orders that fell short and may be retried. Buys never spend more than the cash there is, less what is set aside. */
export function createPlanRetries(deps: Deps) {
  return async ({ batchId, epoch, until, decidedBy }: PlanRetriesInput): Promise<PlannedRetries> => {
    const batch = await readBatch(deps, { batchId });
    const portfolio = await readPortfolio(deps, batch);
    const aheadMs = await ifAnswered(deps.market.aheadMs(), 0);
    const sendUntil = later(deps.now(), portfolio.policy.planTtlMs - aheadMs);
    const underWay = underWayOf(batch);
    if (underWay.length > 0 || !isBefore(deps.now(), until)) return { orders: underWay, sendUntil };
    if (batch.orders.some((one) => one.kind === 'reversal' && !decimal(one.filledQuantity).isZero()))
      return { orders: [], sendUntil, refusal: REVERSAL_BEGUN };
    const trading = await deps.ledger.trading();
    if (trading.position === 'halted')
      return {
        orders: [],
        sendUntil,
        refusal: { code: 'TRADING_HALTED', message: `trading is halted: ${trading.reason}` },
      };
    const undoing = await readUndoing(deps, portfolio, batch);
    const shortfalls = shortfallsOf(batch.orders);
    const symbols = shortfalls.map(({ symbol }) => symbol);
    const outdated = decidedBy === undefined ? [] : await readOutdated(deps, batch, symbols);
    if (outdated.length > 0)
      return { orders: [], sendUntil, refusal: { code: 'CORPORATE_ACTION', message: outdatedText(outdated) } };
    const missing = shortfalls.filter(
      (one) => decidedBy !== undefined || (mayBeTried(one) && isCalm(one.symbol, undoing)),
    );
    const { cash, leaving } = await deps.broker.account(batch.accountId);
    // Read last: what a person sets aside while the broker answers is not spent.
    const kept = keptUsd(await readPortfolio(deps, batch), leaving);
    const orders = affordable(missing, undoing.prices, floorToCents(decimal(cash).minus(kept)));
    const who = { name: decidedBy ?? REBALANCE_ACTOR, at: deps.now() };
    const planned = orders.length === 0 ? batch : await deps.ledger.planAttempts(batchId, epoch, orders, who);
    return { orders: underWayOf(planned), sendUntil };
  };
}

const REVERSAL_BEGUN = {
  code: 'REVERSAL_BEGUN',
  message: 'something of it is reversed already: retry-reversal reverses the rest, adopt-positions keeps it as it is',
} as const;

function underWayOf({ orders }: Batch): PlannedRetries['orders'] {
  return orders
    .filter(({ kind, attempt, state }) => kind === 'order' && attempt > 1 && !isDefinite(state))
    .map(({ symbol, attempt, side, quantity, notional }) => ({ symbol, attempt, side, quantity, notional }));
}

function isCalm(symbol: TickerSymbol, { prices, market, tradable, knownPrices, priceJumpPercent }: Undoing): boolean {
  const [price, known] = [prices.get(symbol), knownPrices.get(symbol)];
  if (price === undefined || !tradable.has(symbol)) return false;
  if (known === undefined) return true;
  // What fell short was planned before the number of shares changed.
  if (known.action != null && isUnderWay(known.action, market.now)) return false;
  return priceProblem(known, price, market.now, priceJumpPercent) === undefined;
}

/** Leaves sells as they are. Scales the buys down together to `cash`, and drops those that no broker would take. */
function affordable(
  missing: readonly Shortfall[],
  prices: ReadonlyMap<TickerSymbol, string>,
  cash: Decimal,
): NewOrder[] {
  const worth = new Map<TickerSymbol, Decimal>();
  for (const { side, symbol, quantity, notional } of missing) {
    const price = prices.get(symbol);
    if (side === 'SELL' || price === undefined) continue;
    worth.set(symbol, quantity === null ? decimal(notional ?? '0') : decimal(quantity).times(decimal(price)));
  }
  const sized = sizeBuys(worth, cash);
  return missing.flatMap(({ side, symbol, quantity, notional }): NewOrder[] => {
    if (side === 'SELL') return [{ symbol, side, quantity, notional }];
    const [usd, whole] = [sized.get(symbol) ?? ZERO, worth.get(symbol) ?? ZERO];
    if (usd.lessThan(SMALLEST_BUY)) return [];
    if (quantity === null) return [{ symbol, side, quantity: null, notional: showCents(usd) }];
    const wanted = decimal(quantity);
    // What was planned in whole shares may be traded in nothing else.
    const floor = wanted.isInteger() ? wholeSharesIn : floorToShares;
    // `usd` is floored to cents: a buy that is fully affordable is made in full.
    const shares = usd.equals(floorToCents(whole)) ? wanted : floor(wanted.times(usd).div(whole));
    return shares.isZero() ? [] : [{ symbol, side, quantity: shares.toFixed(), notional: null }];
  });
}
