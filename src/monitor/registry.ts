import { symbolsOf } from '../domain/drift';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';

/** The portfolios a monitor watches, found by the symbols they hold or target. */
export interface Registry {
  /** Brings the registry up to what the ledger says now: reads only portfolios whose version changed. */
  refresh(ledger: Pick<Ledger, 'portfolioVersions' | 'findPortfolio'>): Promise<void>;
  /** Returns the portfolios that hold or target any of `symbols`. */
  holdersOf(symbols: Iterable<TickerSymbol>): Portfolio[];
  /** Every symbol somebody holds or targets, in symbol order. */
  symbols(): TickerSymbol[];
}

export function createRegistry(): Registry {
  const portfolios = new Map<string, Portfolio>();
  const holders = new Map<TickerSymbol, Set<string>>();

  const remove = (id: string) => {
    const portfolio = portfolios.get(id);
    if (portfolio === undefined) return;
    portfolios.delete(id);
    for (const symbol of symbolsOf(portfolio)) {
      const ids = holders.get(symbol);
      ids?.delete(id);
      if (ids?.size === 0) holders.delete(symbol);
    }
  };
  const put = (portfolio: Portfolio) => {
    remove(portfolio.id);
    portfolios.set(portfolio.id, portfolio);
    for (const symbol of symbolsOf(portfolio)) {
      const ids = holders.get(symbol) ?? new Set();
      holders.set(symbol, ids.add(portfolio.id));
    }
  };

  return {
    refresh: async (ledger) => {
      const versions = new Map((await ledger.portfolioVersions()).map(({ id, version }) => [id, version]));
      for (const id of [...portfolios.keys()]) if (!versions.has(id)) remove(id);
      for (const [id, version] of versions) {
        if (portfolios.get(id)?.version === version) continue;
        const portfolio = await ledger.findPortfolio(id);
        if (portfolio !== undefined && portfolio.status !== 'CLOSED') put(portfolio);
      }
    },
    holdersOf: (symbols) => {
      const ids = new Set<string>();
      for (const symbol of symbols) for (const id of holders.get(symbol) ?? []) ids.add(id);
      return [...ids].flatMap((id) => portfolios.get(id) ?? []);
    },
    symbols: () => [...holders.keys()].sort(),
  };
}
