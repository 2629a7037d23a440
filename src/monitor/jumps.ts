import type { TickerSymbol } from '../domain/portfolio';
import type { DriftIndex } from './index/drift-index';

/** N6 of monitor.ts: the symbols whose price jumped, and their holders. */
export interface Jumps {
  add(symbol: TickerSymbol): void;
  remove(symbol: TickerSymbol): void;
  /** Returns of each holder's slot a symbol of it that jumped. */
  holders(): Map<number, TickerSymbol>;
  /** Whether a holder of this symbol is held back. Now and then one is not, while anybody may be asked at all. */
  holdsBack(symbol: TickerSymbol, mayAsk: boolean): boolean;
}

/** How often one holder of a symbol that jumped is asked. */
const ASK_MS = 600_000;

export function createJumps(index: Pick<DriftIndex, 'holdersOf'>, monotonicMs: () => number): Jumps {
  const askedMs = new Map<TickerSymbol, number>();
  return {
    add: (symbol) => void askedMs.set(symbol, Number.NEGATIVE_INFINITY),
    remove: (symbol) => void askedMs.delete(symbol),
    holders: () =>
      new Map([...askedMs.keys()].flatMap((symbol) => index.holdersOf(symbol).map((slot) => [slot, symbol] as const))),
    holdsBack: (symbol, mayAsk) => {
      const asked = askedMs.get(symbol) ?? Number.NEGATIVE_INFINITY;
      if (!mayAsk || monotonicMs() - asked < ASK_MS) return true;
      askedMs.set(symbol, monotonicMs());
      return false;
    },
  };
}
