// What a decision is based on, and what it would send. A batch and a dry run share this code.

import { type AccountSnapshot, type Asset, BrokerFault } from '../../broker/broker';
import { type Decision, isFractionable, type Situation } from '../../domain/decide';
import { symbolsOf } from '../../domain/drift';
import { isStillKnown, type KnownAsset } from '../../domain/known-asset';
import { floorToCents, showCents } from '../../domain/money';
import { isWholeIn } from '../../domain/plan';
import type { Portfolio, TickerSymbol } from '../../domain/portfolio';
import { turnoverSince } from '../../domain/turnover';
import type { NewOrder } from '../../ledger/ledger';
import type { Deps } from '../deps';

/**
 * Reads account, prices, clock, assets and what guards them at once. It changes nothing. Prices that were asked for up to `priceAgeMaxMs`
 * ago will do; none unless given. @throws BrokerFault, LedgerFault
 */
export async function readSituation(
  deps: Pick<Deps, 'broker' | 'market' | 'caps' | 'now'> & {
    ledger: Pick<Deps['ledger'], 'readGuards' | 'readTurnover'>;
  },
  portfolio: Portfolio,
  priceAgeMaxMs?: number,
): Promise<Situation & { assetsRead: KnownAsset[] }> {
  const symbols = symbolsOf(portfolio);
  const clock = reading('market', deps.market.clock());
  const guarding = clock.then(({ now }) => deps.ledger.readGuards(portfolio.id, startOfDay(now)));
  const isTurnoverLimited = portfolio.policy.maxTurnover30Days !== null;
  const turning = clock.then(({ now }) =>
    isTurnoverLimited ? deps.ledger.readTurnover(portfolio.id, turnoverSince(startOfDay(now))) : undefined,
  );
  const [account, prices, market, guards, turnover, { assets, assetsRead }] = await Promise.all([
    reading('account', deps.broker.account(portfolio.accountId)),
    reading('market', deps.market.latestPrices(symbols, priceAgeMaxMs)),
    clock,
    guarding,
    turning,
    guarding.then(({ assets }) => reading('market', readAssets(deps, symbols, assets))),
  ]);
  const known = assets.map((asset) => [asset.symbol, restrictedTo(account, asset)] as const);
  const foreignOpenOrders = account.openOrders.map((order) => order.clientOrderId);
  return {
    portfolio,
    account: { ...account, foreignOpenOrders },
    prices,
    market,
    ...guards,
    ...(turnover && { turnover }),
    assets: new Map(known),
    assetsRead,
    caps: deps.caps,
    now: deps.now(),
  };
}

/** Asks the broker about those that are not known for today, and says which those were. What it does not know is asked again each time. */
async function readAssets(
  { broker, now }: Pick<Deps, 'broker' | 'now'>,
  symbols: readonly TickerSymbol[],
  known: ReadonlyMap<TickerSymbol, KnownAsset>,
): Promise<{ assets: KnownAsset[]; assetsRead: KnownAsset[] }> {
  const readAt = now();
  const kept = symbols.flatMap((symbol) => known.get(symbol) ?? []).filter((one) => isStillKnown(one, readAt));
  const missing = symbols.filter((symbol) => kept.every((one) => one.symbol !== symbol));
  const answers = await Promise.all(missing.map((symbol) => broker.asset(symbol)));
  const assetsRead = answers.flatMap((asset) => (asset === undefined ? [] : [{ ...asset, readAt }]));
  return { assets: [...kept, ...assetsRead], assetsRead };
}

/** What this account may do with an asset. */
function restrictedTo(account: AccountSnapshot, asset: Asset): Asset & { problem?: string } {
  const own = { ...asset, fractionable: asset.fractionable && !account.wholeSharesOnly };
  if (!account.refusesPtp || !asset.ptp) return own;
  return { ...own, problem: 'a PTP without an exception, and the account has not agreed to trade those' };
}

/** Adds to a fault what was being read: an account may be closed although the market data is fine. */
export async function reading<T>(what: 'account' | 'market', answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    throw new BrokerFault(error.code, error.message, { ...error.fields, reading: what }, { cause: error });
  }
}

/** A session of the market lies within one day of UTC. */
function startOfDay(iso: string): string {
  return `${iso.slice(0, 10)}T00:00:00.000Z`;
}

/**
 * Returns the orders as the ledger stores them. The buys of a sells-first batch are sized in dollars, except those of whole shares: a
 * broker takes dollars only where it takes parts of a share.
 */
export function intendedOrders(
  { execution, orders }: Pick<Extract<Decision, { kind: 'trade' }>, 'execution' | 'orders'>,
  { portfolio, assets }: Pick<Situation, 'assets'> & { portfolio: Pick<Portfolio, 'policy'> },
): NewOrder[] {
  const isWhole = isWholeIn(portfolio.policy, { isFractionable: (symbol) => isFractionable(symbol, { assets }) });
  return orders.map(({ symbol, side, quantity, value }) => {
    const inDollars = execution === 'sells-first' && side === 'BUY' && !isWhole(symbol);
    return {
      symbol,
      side,
      quantity: inDollars ? null : quantity.toFixed(),
      notional: inDollars ? showCents(floorToCents(value)) : null,
    };
  });
}
