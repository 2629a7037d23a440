// What the decision about a failed batch is based on, read just before it: prices, the market's clock, which assets are traded,
// and the known prices.

import type { Batch } from '../../domain/batch';
import { priceBySymbol, symbolsOf } from '../../domain/drift';
import type { Portfolio } from '../../domain/portfolio';
import type { Undoing } from '../../domain/rollback-limits';
import type { Deps } from '../deps';

export type UndoingDeps = Pick<Deps, 'broker' | 'market' | 'caps' | 'monotonicMs'> & {
  ledger: Pick<Deps['ledger'], 'readGuards'>;
};

/** A price that took longer than this to arrive may be out of date, so it is asked for again. */
const FRESH_MS = 10_000;

/** @throws BrokerFault, LedgerFault */
export async function readUndoing(deps: UndoingDeps, portfolio: Portfolio, batch: Batch): Promise<Undoing> {
  const { broker, market, ledger, caps, monotonicMs } = deps;
  const traded = [...new Set(batch.orders.map(({ symbol }) => symbol))];
  const clock = await market.clock();
  const [assets, guards] = await Promise.all([
    Promise.all(traded.map((symbol) => broker.asset(symbol))),
    ledger.readGuards(portfolio.id, clock.now),
  ]);
  const symbols = [...new Set([...symbolsOf(portfolio), ...traded])];
  for (;;) {
    const askedAt = monotonicMs();
    const prices = priceBySymbol(await market.latestPrices(symbols));
    if (monotonicMs() - askedAt > FRESH_MS) continue;
    return {
      batch,
      portfolio,
      prices,
      market: clock,
      tradable: new Set(assets.flatMap((asset) => (asset?.tradable ? [asset.symbol] : []))),
      knownPrices: guards.knownPrices,
      priceJumpPercent: caps.priceMovePercent,
    };
  }
}
