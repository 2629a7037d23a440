import type { TickerSymbol } from '../domain/portfolio';
import type { DriftIndex } from './index/drift-index';

/** N6 of monitor.ts: the symbols whose price jumped, and their holders. */
export interface Jumps {
  add(symbol: TickerSymbol): void;
  remove(symbol: TickerSymbol): void;
  /** Returns, for the slot of each holder, one of its symbols that jumped. */
  holders(): Map<number, TickerSymbol>;
  /** Whether a holder of this symbol is held back. From time to time one is not, if `mayAsk`. */
  holdsBack(symbol: TickerSymbol, mayAsk: boolean): boolean;
}

/** How often one holder of a symbol that jumped is signalled. */
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
