import type { Market } from '../broker/market';
import type { TickerSymbol } from '../domain/portfolio';
import { priceProblem } from '../domain/price-jump';
import { noted } from '../domain/price-window';
import type { KeptPrice, KnownPrice, Ledger } from '../ledger/ledger';

interface PriceKeeperDeps {
  ledger: Pick<Ledger, 'knownPrices' | 'keepPrices'>;
  market: Pick<Market, 'latestPrices'>;
  movePercent: string | null;
  /** ISO */
  now(): string;
  /** Called once for each price that jumped, which is not traded on until somebody accepts it. */
  onJump(symbol: TickerSymbol, jump: string): void;
  /** Called when such a price is traded on again: somebody accepted it, or it came back. */
  onJumpOver(symbol: TickerSymbol): void;
}

/** Records good prices in the ledger. A price that jumped is left out, so that the last good one stays known. */
export function createPriceKeeper(deps: PriceKeeperDeps): { keep(symbols: Iterable<TickerSymbol>): Promise<void> } {
  const told = new Map<TickerSymbol, string>();
  return {
    keep: async (symbols) => {
      const [rows, latest] = await Promise.all([deps.ledger.knownPrices(), deps.market.latestPrices([...symbols])]);
      const known = new Map(rows.map((row) => [row.symbol, row]));
      const good: KeptPrice[] = [];
      for (const [symbol, { price, at }] of latest) {
        const before = known.get(symbol);
        const jump = before && priceProblem(before, price, at, deps.movePercent);
        if (jump === undefined) {
          if (told.delete(symbol)) deps.onJumpOver(symbol);
          if (price !== before?.price) good.push(keptAt(at, symbol, price, before));
        } else if (told.get(symbol) !== before?.price) {
          told.set(symbol, before?.price ?? '');
          deps.onJump(symbol, jump);
        }
      }
      if (good.length > 0) await deps.ledger.keepPrices(good, deps.now());
    },
  };
}

function keptAt(at: string, symbol: TickerSymbol, price: string, before: KnownPrice | undefined): KeptPrice {
  const known = before?.price ?? null;
  return { symbol, price, known, lately: noted(before?.lately ?? null, known, price, at) };
}
