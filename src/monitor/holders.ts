// Every holding of every portfolio, found by symbol and by portfolio: 24 bytes each, and nothing for the garbage collector.
//
// H1. The holders of one symbol lie in chunks, without gaps: a price change reads them in a row. A symbol that has many takes several
//     chunks at a time that follow each other, because memory is read fastest straight on; what it took too many is an eighth at most.
// H2. The holdings of one portfolio are a linked list: none has a symbol twice.

import { invariant } from '../domain/invariant';
import type { Bounds } from './bounds';

const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
const NONE = 0xffffffff;
/** H1: so many chunks at a time at most. */
const RUN_MAX = 64;

/** The arrays are indexed by holding, `first` by portfolio. They are replaced when they grow: hold them only while reading. */
export interface Holders {
  quantity: Float64Array;
  over: Float32Array;
  under: Float32Array;
  portfolio: Uint32Array;
  /** The next holding of the same portfolio, or `none`. */
  next: Uint32Array;
  first: Uint32Array;
  readonly none: number;
  symbolOf(holding: number): number;
  /** How many hold or target a symbol. */
  countOf(symbol: number): number;
  /** Visits the holders of a symbol, from `start` to before `end` without a gap. Nothing may be added or removed meanwhile. */
  eachRun(symbol: number, visit: (start: number, end: number) => void): void;
  add(portfolio: number, symbol: number, quantity: number, bounds: Bounds): void;
  removeAll(portfolio: number): void;
  /** Makes room for portfolios below `count`. */
  reserve(count: number): void;
  /** Bytes of the arrays per holding, room to grow included; `first` is not in it. */
  bytes(): number;
}

/** Each chunk starts at a multiple of `CHUNK`, all but the last are full; `reserved` more follow from `nextChunk`. */
interface HolderList {
  chunks: number[];
  count: number;
  nextChunk: number;
  reserved: number;
}

export function createHolders(): Holders {
  const lists: HolderList[] = [];
  const freeChunks: number[] = [];
  let symbols = new Uint32Array(0);
  let usedChunks = 0;

  const listOf = (symbol: number) => (lists[symbol] ??= { chunks: [], count: 0, nextChunk: 0, reserved: 0 });
  const takeChunk = (symbol: number, list: HolderList): number => {
    if (list.reserved === 0) reserveChunks(symbol, list);
    list.reserved -= 1;
    return list.nextChunk++ * CHUNK;
  };
  const reserveChunks = (symbol: number, list: HolderList) => {
    const free = freeChunks.pop();
    list.reserved = free === undefined ? Math.min(RUN_MAX, 1 + (list.chunks.length >> 3)) : 1;
    list.nextChunk = free ?? usedChunks;
    if (free === undefined) usedChunks += list.reserved;
    if (usedChunks > symbols.length) grow(Math.ceil(usedChunks * 1.2));
    symbols.fill(symbol, list.nextChunk, list.nextChunk + list.reserved);
  };
  const grow = (chunks: number) => {
    symbols = grown(symbols, chunks, Uint32Array);
    holders.quantity = grown(holders.quantity, chunks * CHUNK, Float64Array);
    holders.over = grown(holders.over, chunks * CHUNK, Float32Array);
    holders.under = grown(holders.under, chunks * CHUNK, Float32Array);
    holders.portfolio = grown(holders.portfolio, chunks * CHUNK, Uint32Array);
    holders.next = grown(holders.next, chunks * CHUNK, Uint32Array);
  };
  /** H1: the symbol's last holder moves to where the removed one was. */
  const remove = (holding: number) => {
    const list = listOf(holders.symbolOf(holding));
    list.count -= 1;
    const last = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
    if (last !== holding) {
      relink(holders, last, holding);
      for (const column of [holders.quantity, holders.over, holders.under, holders.portfolio, holders.next])
        column[holding] = column[last] ?? 0;
    }
    if (list.count % CHUNK === 0) freeChunks.push((list.chunks.pop() ?? 0) / CHUNK);
  };

  const holders: Holders = {
    quantity: new Float64Array(0),
    over: new Float32Array(0),
    under: new Float32Array(0),
    portfolio: new Uint32Array(0),
    next: new Uint32Array(0),
    first: new Uint32Array(0),
    none: NONE,
    symbolOf: (holding) => symbols[holding >>> CHUNK_BITS] ?? 0,
    countOf: (symbol) => listOf(symbol).count,
    eachRun: (symbol, visit) => {
      const { chunks, count } = listOf(symbol);
      for (let first = 0, after = 0; after < chunks.length; first = after) {
        const start = chunks[first] ?? 0;
        do after += 1;
        while (chunks[after] === start + (after - first) * CHUNK);
        visit(start, start + Math.min(after * CHUNK, count) - first * CHUNK);
      }
    },
    add: (portfolio, symbol, quantity, bounds) => {
      const list = listOf(symbol);
      if (list.count % CHUNK === 0) list.chunks.push(takeChunk(symbol, list));
      const holding = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
      list.count += 1;
      holders.quantity[holding] = quantity;
      holders.over[holding] = bounds.over;
      holders.under[holding] = bounds.under;
      holders.portfolio[holding] = portfolio;
      holders.next[holding] = holders.first[portfolio] ?? NONE;
      holders.first[portfolio] = holding;
    },
    removeAll: (portfolio) => {
      for (let holding = holders.first[portfolio] ?? NONE; holding !== NONE; ) {
        const next = holders.next[holding] ?? NONE;
        holders.first[portfolio] = next;
        remove(holding);
        holding = next;
      }
    },
    reserve: (count) => {
      const known = holders.first.length;
      if (count <= known) return;
      holders.first = grown(holders.first, Math.ceil(count * 1.2), Uint32Array);
      holders.first.fill(NONE, known);
    },
    bytes: () => symbols.byteLength + symbols.length * CHUNK * 24,
  };
  return holders;
}

/** Makes whoever points to `from` point to `to`: the portfolio itself, or the holding before it (H2). */
function relink({ first, next, portfolio }: Holders, from: number, to: number): void {
  const owner = portfolio[from] ?? NONE;
  if (first[owner] === from) {
    first[owner] = to;
    return;
  }
  let before = first[owner] ?? NONE;
  while (next[before] !== from) {
    invariant(before !== NONE, 'a holding is in the list of its portfolio');
    before = next[before] ?? NONE;
  }
  next[before] = to;
}

/** The same numbers in a longer array. Untouched memory costs nothing yet. */
export function grown<Column extends Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: Column,
  length: number,
  Type: new (length: number) => Column,
): Column {
  const longer = new Type(length);
  longer.set(column);
  return longer;
}
