// What a decision is based on, and what it would send. A batch and a dry run share this code.

import { type AccountSnapshot, type Asset, BrokerFault } from '../../broker/broker';
import { type Decision, isFractionable, type Situation } from '../../domain/decide';
import { symbolsOf } from '../../domain/drift';
import { floorToCents, showCents } from '../../domain/money';
import { isWholeIn } from '../../domain/plan';
import type { Portfolio } from '../../domain/portfolio';
import type { NewOrder } from '../../ledger/ledger';
import type { Deps } from '../deps';

/** Reads account, prices, clock, assets and what guards them at once. It changes nothing. @throws BrokerFault, LedgerFault */
export async function readSituation(
  deps: Pick<Deps, 'broker' | 'market' | 'caps' | 'now'> & { ledger: Pick<Deps['ledger'], 'readGuards'> },
  portfolio: Portfolio,
): Promise<Situation> {
  const symbols = symbolsOf(portfolio);
  const clock = reading('market', deps.market.clock());
  const [account, prices, market, assets, guards] = await Promise.all([
    reading('account', deps.broker.account(portfolio.accountId)),
    reading('market', deps.market.latestPrices(symbols)),
    clock,
    reading('market', Promise.all(symbols.map((symbol) => deps.broker.asset(symbol)))),
    clock.then(({ now }) => deps.ledger.readGuards(portfolio.id, startOfDay(now))),
  ]);
  const known = assets.flatMap((asset) =>
    asset === undefined ? [] : [[asset.symbol, restrictedTo(account, asset)] as const],
  );
  const foreignOpenOrders = account.openOrders.map((order) => order.clientOrderId);
  return {
    portfolio,
    account: { ...account, foreignOpenOrders },
    prices,
    assets: new Map(known),
    market,
    ...guards,
    caps: deps.caps,
    now: deps.now(),
  };
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
