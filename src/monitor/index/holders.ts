// Every holding of every portfolio, found by symbol and by portfolio: twice 16 bytes each, and nothing for the garbage collector.
//
// H1. The holders of one symbol lie in chunks, without gaps: a price change reads them in a row. A symbol that has many takes several
//     chunks at a time that follow each other, because memory is read fastest straight on; what it took too many is an eighth at most.
// H2. The holdings of one portfolio lie in a row as well, and rows in the order in which portfolios came, but for those whose number of
//     holdings changed: nearly all are read straight on. No row has a symbol twice.
// H3. A holding links to its two places: a holder to its portfolio, one of a row to the holder that it is.

import { invariant } from '../../domain/invariant';
import type { Bounds } from './bounds';

export const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
/** H1: so many chunks at a time at most. */
const RUN_MAX = 64;

export interface Holding {
  symbol: number;
  quantity: number;
  bounds: Bounds;
}

/** Holdings in columns, which are replaced when they grow: hold them only while reading. */
export interface Holdings {
  quantity: Float32Array;
  over: Float32Array;
  under: Float32Array;
  /** H3 */
  link: Uint32Array;
}

export interface Holders {
  /** H1 */
  readonly bySymbol: Holdings;
  /** The symbol of a holder, by its chunk: the bits above `CHUNK_BITS`. */
  symbols: Uint32Array;
  /** H2 */
  readonly rows: Holdings;
  /** By portfolio: where its row begins, and how many holdings it has. */
  first: Uint32Array;
  count: Uint16Array;
  /** How many holdings there are. */
  size(): number;
  /** How many hold or target a symbol. */
  countOf(symbol: number): number;
  /** Visits the holders of a symbol, from `start` to before `end` without a gap. Nothing may be put meanwhile. */
  eachRun(symbol: number, visit: (start: number, end: number) => void): void;
  /** Makes these the holdings of a portfolio, instead of those it had. */
  put(portfolio: number, holdings: readonly Holding[]): void;
  /** Makes room for portfolios below `count`. */
  reserve(count: number): void;
  /** Bytes of the arrays per holding, room to grow included; `first` and `count` are not in it. */
  bytes(): number;
}

/** Each chunk starts at a multiple of `CHUNK`, all but the last are full; `reserved` more follow from `nextChunk`. */
interface HolderList {
  chunks: number[];
  count: number;
  nextChunk: number;
  reserved: number;
}

// eslint-disable-next-line max-lines-per-function -- typed arrays that are replaced as they grow, and short functions over them
export function createHolders(): Holders {
  const [bySymbol, rows] = [emptyHoldings(), emptyHoldings()];
  const lists: HolderList[] = [];
  const freeChunks: number[] = [];
  /** By how many holdings they are for. */
  const freeRows: number[][] = [];
  let usedChunks = 0;
  let usedInRows = 0;
  let size = 0;

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
    if (usedChunks > holders.symbols.length) {
      holders.symbols = grown(holders.symbols, Math.ceil(usedChunks * 1.2), Uint32Array);
      growHoldings(bySymbol, holders.symbols.length * CHUNK);
    }
    holders.symbols.fill(symbol, list.nextChunk, list.nextChunk + list.reserved);
  };
  const takeRow = (count: number): number => {
    const free = freeRows[count]?.pop();
    if (free !== undefined) return free;
    usedInRows += count;
    if (usedInRows > rows.link.length) growHoldings(rows, Math.ceil(usedInRows * 1.2));
    return usedInRows - count;
  };
  const addHolder = (portfolio: number, holding: Holding): number => {
    const list = listOf(holding.symbol);
    if (list.count % CHUNK === 0) list.chunks.push(takeChunk(holding.symbol, list));
    const holder = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
    list.count += 1;
    write(bySymbol, holder, holding, portfolio);
    return holder;
  };
  /** H1: the symbol's last holder moves to where the removed one was. */
  const removeHolder = (holder: number) => {
    const list = listOf(holders.symbols[holder >>> CHUNK_BITS] ?? 0);
    list.count -= 1;
    const last = (list.chunks.at(-1) ?? 0) + (list.count % CHUNK);
    if (last !== holder) {
      relink(holders, last, holder);
      const { quantity, over, under, link } = bySymbol;
      for (const column of [quantity, over, under, link]) column[holder] = column[last] ?? 0;
    }
    if (list.count % CHUNK === 0) freeChunks.push((list.chunks.pop() ?? 0) / CHUNK);
  };
  const removeAll = (portfolio: number) => {
    const [row, count] = [holders.first[portfolio] ?? 0, holders.count[portfolio] ?? 0];
    if (count === 0) return;
    for (const holder of rows.link.subarray(row, row + count)) removeHolder(holder);
    (freeRows[count] ??= []).push(row);
    holders.count[portfolio] = 0;
    size -= count;
  };

  const holders: Holders = {
    bySymbol,
    symbols: new Uint32Array(0),
    rows,
    first: new Uint32Array(0),
    count: new Uint16Array(0),
    size: () => size,
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
    put: (portfolio, holdings) => {
      removeAll(portfolio);
      const row = takeRow(holdings.length);
      for (const [n, holding] of holdings.entries()) write(rows, row + n, holding, addHolder(portfolio, holding));
      holders.first[portfolio] = row;
      holders.count[portfolio] = holdings.length;
      size += holdings.length;
    },
    reserve: (count) => {
      if (count <= holders.first.length) return;
      holders.first = grown(holders.first, Math.ceil(count * 1.2), Uint32Array);
      holders.count = grown(holders.count, Math.ceil(count * 1.2), Uint16Array);
    },
    bytes: () => holders.symbols.byteLength + (bySymbol.link.length + rows.link.length) * 16,
  };
  return holders;
}

function emptyHoldings(): Holdings {
  return {
    quantity: new Float32Array(0),
    over: new Float32Array(0),
    under: new Float32Array(0),
    link: new Uint32Array(0),
  };
}

/** One column after the other: each is in memory twice while it grows. */
function growHoldings(holdings: Holdings, length: number): void {
  for (const name of ['quantity', 'over', 'under'] as const)
    holdings[name] = grown(holdings[name], length, Float32Array);
  holdings.link = grown(holdings.link, length, Uint32Array);
}

function write(to: Holdings, at: number, { quantity, bounds }: Holding, link: number): void {
  to.quantity[at] = quantity;
  to.over[at] = bounds.over;
  to.under[at] = bounds.under;
  to.link[at] = link;
}

/** The holder `from` becomes the holder `to`: the row of its portfolio links there (H3). */
function relink({ bySymbol, rows, first, count }: Holders, from: number, to: number): void {
  const portfolio = bySymbol.link[from] ?? 0;
  const row = first[portfolio] ?? 0;
  const at = rows.link.subarray(row, row + (count[portfolio] ?? 0)).indexOf(from);
  invariant(at >= 0, 'a holder is in the row of its portfolio');
  rows.link[row + at] = to;
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
