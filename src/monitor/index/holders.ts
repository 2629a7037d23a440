// Every holding of every portfolio, found by symbol and by portfolio. Each takes 16 bytes twice, in arrays that the garbage collector
// need not look into.
//
// H1. The holders of one symbol lie in chunks, without gaps: a price change reads them in a row. A symbol with many
//     holders takes several chunks that follow each other at a time, because memory is read fastest in order. At most an eighth stays unused.
// H2. The holdings of one portfolio lie in a row as well, and the rows in the order in which portfolios were added, except those whose
//     number of holdings has changed. So nearly all are read in order. No row has a symbol twice.
// H3. The two entries of a holding are linked: a holder names its portfolio, and an entry of a row names its holder.

import { invariant } from '../../domain/invariant';
import type { Bounds } from './bounds';

export const CHUNK_BITS = 8;
const CHUNK = 1 << CHUNK_BITS;
/** H1: the most chunks that are taken at a time. */
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
  /** For each portfolio: where its row begins, and how many holdings it has. */
  first: Uint32Array;
  count: Uint16Array;
  /** How many holdings there are. */
  size(): number;
  /** How many portfolios hold or target a symbol. */
  countOf(symbol: number): number;
  /** Visits the holders of a symbol, from `start` to before `end` without a gap. Nothing may be added meanwhile. */
  eachRun(symbol: number, visit: (start: number, end: number) => void): void;
  /** Replaces the holdings of a portfolio with these. */
  put(portfolio: number, holdings: readonly Holding[]): void;
  /** Makes room for portfolios below `count`. */
  reserve(count: number): void;
  /** Bytes of the arrays per holding, including room to grow, without `first` and `count`. */
  bytes(): number;
}

/** Each chunk starts at a multiple of `CHUNK`, and all but the last are full; `reserved` more follow from `nextChunk` on. */
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
  /** By the number of holdings that they have room for. */
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

/** Grows one column after the other, because each is in memory twice while it grows. */
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

/** Moves the holder `from` to `to`, and makes the row of its portfolio name the new place (H3). */
function relink({ bySymbol, rows, first, count }: Holders, from: number, to: number): void {
  const portfolio = bySymbol.link[from] ?? 0;
  const row = first[portfolio] ?? 0;
  const at = rows.link.subarray(row, row + (count[portfolio] ?? 0)).indexOf(from);
  invariant(at >= 0, 'a holder is in the row of its portfolio');
  rows.link[row + at] = to;
}

/** Returns what an entry of a row is worth: USD. */
export function worth({ rows, symbols }: Holders, at: number, prices: readonly number[]): number {
  const symbol = symbols[(rows.link[at] as number) >>> CHUNK_BITS] as number;
  return (rows.quantity[at] as number) * (prices[symbol] as number);
}

/** Returns the same numbers in a longer array. Memory that nobody has touched costs nothing yet. */
export function grown<Column extends Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: Column,
  length: number,
  Type: new (length: number) => Column,
): Column {
  const longer = new Type(length);
  longer.set(column);
  return longer;
}
